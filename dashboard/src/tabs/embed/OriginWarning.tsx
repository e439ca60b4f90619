import { Link } from '@tanstack/react-router';
import { useDraftState } from '~/draft/context';
import { Banner } from '~/ui/states';

/** Without it, a snippet pasted before its origin is allowed would show nothing, and nobody would know why. */
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
          ? 'The origins aren’t saved yet, so the chat won’t appear anywhere.'
          : 'No origin is allowed yet, so the chat won’t appear anywhere.'}
      </Banner>
    </div>
  );
}
