import { Outlet, useMatches, useParams } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { SignInAgain } from '~/session/SignInAgain';
import { TenantList } from '~/tenants/TenantList';
import { cx } from '~/ui/cx';
import { arrive } from '~/ui/focus';
import { lazyOverlay } from '~/ui/lazy';
import { PanelProvider, PanelRegion, usePanels } from '~/ui/panels';
import { useShortcut } from '~/ui/shortcuts';
import { PanelTabs, type Place } from './PanelTabs';
import { SkipLink } from './SkipLink';
import { TopBar } from './TopBar';

const Palette = lazyOverlay(() => import('./Palette'));
const PurgeNotices = lazyOverlay(() => import('~/tenants/PurgeNotices'));
const Toasts = lazyOverlay(() => import('~/ui/Toasts'));
const Tooltips = lazyOverlay(() => import('~/ui/Tooltips'));
const NewTenantDialog = lazyOverlay(() => import('~/creation/NewTenantDialog'));

export function Shell() {
  const { slug, id } = useParams({ strict: false });
  // Of what is shown: the address changes before that, while a page loads.
  const pathname = useMatches({ select: (matches) => matches.at(-1)?.pathname ?? '/' });
  const place = slug !== undefined ? 'tenant' : pathname === '/' ? 'start' : 'elsewhere';
  useArrival(slug === undefined ? pathname : `tenant ${slug}`, id);
  return (
    <PanelProvider initial={place === 'start' ? 'tenants' : 'editor'}>
      <Frame place={place} slug={slug} />
    </PanelProvider>
  );
}

/** A tenant or a conversation gets the focus when it opens. Between tabs the focus stays where it is. */
function useArrival(place: string, conversation: string | undefined): void {
  const last = useRef({ place, conversation });
  useLayoutEffect(() => {
    const { current: before } = last;
    last.current = { place, conversation };
    const isOpened = conversation !== undefined && conversation !== before.conversation;
    // If the address names a field, that field gets the focus instead.
    if ((isOpened || place !== before.place) && !location.hash) arrive();
  }, [place, conversation]);
}

function Frame({ place, slug }: { place: Place; slug: string | undefined }) {
  const { show } = usePanels();
  const [isFinding, setFinding] = useState(false);
  const [isMaking, setMaking] = useState(false);
  useShortcut('k', () => setFinding(true));
  // Also runs when the back button changes the address.
  // biome-ignore lint/correctness/useExhaustiveDependencies: for each tenant
  useEffect(() => show(place === 'start' ? 'tenants' : 'editor'), [place, slug, show]);
  return (
    <div className="flex h-dvh flex-col">
      <SkipLink />
      <TopBar onFind={() => setFinding(true)} />
      <main className="flex min-h-0 flex-1 max-lg:flex-col">
        <PanelRegion
          className={cx(
            'relative bg-side max-lg:flex-1 lg:shrink-0 xl:w-66 lg:border-line lg:border-r',
            place === 'tenant' ? 'lg:w-17 lg:has-[[role=alert]]:w-56' : 'lg:w-56',
          )}
          label="Tenants"
          name="tenants"
        >
          <TenantList onNew={() => setMaking(true)} selected={slug} />
          <PurgeNotices />
        </PanelRegion>
        <Outlet />
      </main>
      <PanelTabs place={place} />
      <Toasts />
      <Tooltips />
      {isFinding && <Palette onClose={() => setFinding(false)} slug={slug} />}
      {isMaking && <NewTenantDialog onClose={() => setMaking(false)} />}
      <SignInAgain />
    </div>
  );
}
