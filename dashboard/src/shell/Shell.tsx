import { Outlet, useParams } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { SignInAgain } from '~/session/SignInAgain';
import { TenantList } from '~/tenants/TenantList';
import { lazyOverlay } from '~/ui/lazy';
import { TooltipProvider } from '~/ui/Tooltip';
import { PanelProvider, PanelRegion, PanelTabs, usePanels } from './panels';
import { useShortcut } from './shortcuts';
import { TopBar } from './TopBar';

const Palette = lazyOverlay(() => import('./Palette'));
const PurgeNotices = lazyOverlay(() => import('~/tenants/PurgeNotices'));
const Toasts = lazyOverlay(() => import('~/ui/Toasts'));
const NewTenantDialog = lazyOverlay(() => import('~/tenants/NewTenantDialog'));

export function Shell() {
  const { slug } = useParams({ strict: false });
  return (
    <TooltipProvider>
      <PanelProvider initial={slug ? 'editor' : 'tenants'}>
        <Frame slug={slug} />
      </PanelProvider>
    </TooltipProvider>
  );
}

function Frame({ slug }: { slug: string | undefined }) {
  const { show } = usePanels();
  const [isFinding, setFinding] = useState(false);
  const [isMaking, setMaking] = useState(false);
  useShortcut('k', () => setFinding(true));
  // Also when the address changes by the back button.
  useEffect(() => show(slug ? 'editor' : 'tenants'), [slug, show]);
  return (
    <div className="flex h-dvh flex-col">
      <TopBar onFind={() => setFinding(true)} />
      <main className="flex min-h-0 flex-1 max-lg:flex-col">
        <PanelRegion
          className="bg-side max-lg:flex-1 lg:w-56 lg:shrink-0 xl:w-66 lg:border-line lg:border-r"
          label="Tenants"
          name="tenants"
        >
          <TenantList onNew={() => setMaking(true)} selected={slug} />
          <PurgeNotices />
        </PanelRegion>
        <Outlet />
      </main>
      <PanelTabs hasTenant={slug !== undefined} />
      <Toasts />
      {isFinding && <Palette onClose={() => setFinding(false)} slug={slug} />}
      {isMaking && <NewTenantDialog onClose={() => setMaking(false)} />}
      <SignInAgain />
    </div>
  );
}
