import { Link, useParams } from '@tanstack/react-router';
import { useDraftState } from '~/draft/context';
import { usePage } from '~/tenant/useTab';
import { lazyOverlay } from '~/ui/lazy';
import { ago } from '~/ui/time';
import { useNow } from '~/ui/useNow';
import { TenantMenu } from './TenantMenu';

const SetupButton = lazyOverlay(() => import('./SetupButton'));

export function EditorHeader() {
  const name = useDraftState(({ settings }) => settings.name);
  const base = useDraftState((state) => state.base);
  const now = useNow();
  const page = usePage();
  const { id } = useParams({ strict: false });
  const place = id === undefined ? page.label : `Conversation ${id.slice(0, 10)}`;
  return (
    <header className="flex items-start gap-1 px-7 pt-5 max-sm:px-4">
      <title>{`${place} · ${name || base.slug} · BubbleChat`}</title>
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-lg" data-place>
          {name || 'Unnamed'}
        </h1>
        <p aria-live="polite" className="mt-0.5 text-muted text-sm">
          {base.slug} ·{' '}
          <Link
            className="rounded-md hover:text-ink hover:underline hover:underline-offset-3"
            params={{ slug: base.slug }}
            title="Show the versions"
            to="/tenants/$slug/versions"
          >
            revision {base.revision} · saved {ago(base.updated_at, now)}
          </Link>
        </p>
      </div>
      <SetupButton />
      <TenantMenu />
    </header>
  );
}
