import { useDraftState } from '~/draft/context';
import { ago } from '~/tenants/time';
import { useNow } from '~/tenants/useNow';
import { TabLinks } from './TabLinks';

export function EditorHeader() {
  const name = useDraftState(({ settings }) => settings.name);
  const base = useDraftState((state) => state.base);
  const now = useNow();
  return (
    <header>
      <title>{`${name || base.slug} · BubbleChat`}</title>
      <div className="px-7 pt-5 max-sm:px-4">
        <h1 className="truncate font-semibold text-lg">{name || 'Unnamed'}</h1>
        <p aria-live="polite" className="mt-0.5 text-muted text-sm">
          {base.slug} · revision {base.revision} · saved {ago(base.updated_at, now)}
        </p>
      </div>
      <TabLinks slug={base.slug} />
    </header>
  );
}
