import { useParams } from '@tanstack/react-router';
import { useDraftState } from '~/draft/context';
import { TABS } from '~/tenant/tabs';
import { useTab } from '~/tenant/useTab';
import { lazyOverlay } from '~/ui/lazy';
import { ago } from '~/ui/time';
import { useNow } from '~/ui/useNow';
import { TenantMenu } from './TenantMenu';

const SetupButton = lazyOverlay(() => import('./SetupButton'));

export function EditorHeader() {
  const name = useDraftState(({ settings }) => settings.name);
  const base = useDraftState((state) => state.base);
  const now = useNow();
  const tab = useTab();
  const { id } = useParams({ strict: false });
  const label = TABS.find(({ path }) => path === tab)?.label;
  const place = id === undefined ? label : `Conversation ${id.slice(0, 10)}`;
  return (
    <header className="flex items-start gap-1 px-7 pt-5 max-sm:px-4">
      <title>{`${place} · ${name || base.slug} · BubbleChat`}</title>
      <div className="min-w-0 flex-1">
        <h1 className="truncate font-semibold text-lg" data-place>
          {name || 'Unnamed'}
        </h1>
        <p aria-live="polite" className="mt-0.5 text-muted text-sm">
          {base.slug} · revision {base.revision} · saved {ago(base.updated_at, now)}
        </p>
      </div>
      <SetupButton />
      <TenantMenu />
    </header>
  );
}
