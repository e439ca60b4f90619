import { Link } from '@tanstack/react-router';
import { useDraftState } from '~/draft/context';
import { Banner } from '~/ui/states';

/** A snippet that is pasted before its page is allowed shows nothing, and nobody knows why. */
export function OriginWarning({ slug }: { slug: string }) {
  const saved = useDraftState(({ base }) => base.origins.length);
  const drafted = useDraftState(({ settings }) => settings.origins.length);
  if (saved > 0) return null;
  return (
    <div className="pt-6">
      <Banner
        action={
          <Link
            className="shrink-0 rounded-md font-medium underline underline-offset-3 hover:no-underline"
            params={{ slug }}
            to="/tenants/$slug/keys"
          >
            {drafted > 0 ? 'See origins' : 'Allow an origin'}
          </Link>
        }
        tone="warn"
      >
        {drafted > 0
          ? 'The origins are not saved yet, so the chat appears nowhere.'
          : 'No origin is allowed yet, so the chat appears nowhere.'}
      </Banner>
    </div>
  );
}
