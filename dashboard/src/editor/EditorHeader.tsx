import { useDraftState } from '~/draft/context';
import { ago } from '~/tenants/time';
import { useNow } from '~/tenants/useNow';
import { lazyOverlay } from '~/ui/lazy';
import { TenantMenu } from './TenantMenu';

const SetupButton = lazyOverlay(() => import('./SetupButton'));

export function EditorHeader() {
  const name = useDraftState(({ settings }) => settings.name);
  const base = useDraftState((state) => state.base);
  const now = useNow();
  return (
    <header className="flex items-start gap-1 px-7 pt-5 max-sm:px-4">
      <title>{`${name || base.slug} · BubbleChat`}</title>
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-lg">{name || 'Unnamed'}</h1>
        <p aria-live="polite" className="mt-0.5 text-muted text-sm">
          {base.slug} · revision {base.revision} · saved {ago(base.updated_at, now)}
        </p>
      </div>
      <SetupButton />
      <TenantMenu />
    </header>
  );
}
