import { arrive } from '~/ui/focus';
import { usePanels } from '~/ui/panels';

/** The Tab key's first stop, which skips the bar and the list. */
export function SkipLink() {
  const { show } = usePanels();
  const skip = (): void => {
    show('editor');
    arrive();
  };
  return (
    <button
      className="sr-only focus:not-sr-only focus:fixed focus:top-2 focus:left-2 focus:z-50 focus:rounded-control focus:bg-raised focus:px-3.5 focus:py-2 focus:font-medium focus:shadow-popup"
      onClick={skip}
      type="button"
    >
      Skip to main content
    </button>
  );
}
