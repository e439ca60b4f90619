import type { QueryClient } from '@tanstack/react-query';
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from '@tanstack/react-router';
import type { ComponentType } from 'react';
import { ApiError } from './api/error';
import { sessionQuery } from './api/queries';
import { filterOf } from './audit/filter';
import { signOut } from './session/sign-out';
import { NotFound, PageError, WholePageError } from './shell/fallbacks';
import { TABS, type TabPath } from './tenant/tabs';
import { useFocusKeeper } from './ui/focus';

/** All addresses of the dashboard. Each tab of the editor is a separate file that loads when the tab is opened. */
const root = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  component: Root,
});

function Root() {
  useFocusKeeper();
  return <Outlet />;
}

interface SignInSearch {
  /** Where to go after signing in. */
  to?: string;
}

/** Accepts only our own paths, because it comes from the address bar. */
const ownPath = (to: unknown): string | undefined =>
  typeof to === 'string' && /^\/(?![/\\])/.test(to) ? to : undefined;

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ to }: Record<string, unknown>): SignInSearch => {
    const path = ownPath(to);
    return path === undefined ? {} : { to: path };
  },
  component: lazyRouteComponent(() => import('./session/SignInPage'), 'SignInPage'),
  errorComponent: WholePageError,
});

const setPassword = createRoute({
  getParentRoute: () => root,
  path: '/set-password',
  component: lazyRouteComponent(() => import('./session/SetPasswordPage'), 'SetPasswordPage'),
  errorComponent: WholePageError,
});

/**
 * Shows nothing. Signing out is an address, so that the leave guard asks about unsaved edits first. Where the operator was is in the history
 * entry and not in the address, because a link on another site must not end anybody's session.
 */
const signOutRoute = createRoute({
  getParentRoute: () => root,
  path: '/sign-out',
  beforeLoad: ({ context, location }) => {
    const { signOut: asked } = location.state;
    if (asked === undefined) throw redirect({ to: '/', replace: true });
    return signOut(context.queryClient, asked);
  },
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: 'signed-in',
  beforeLoad: async ({ context, location }) => {
    try {
      await context.queryClient.ensureQueryData(sessionQuery);
    } catch (error) {
      if (!(error instanceof ApiError) || error.status !== 401) throw error;
      const to = location.href === '/' ? {} : { to: location.href };
      throw redirect({ to: '/sign-in', search: to, replace: true });
    }
  },
  component: lazyRouteComponent(() => import('./shell/Shell'), 'Shell'),
  errorComponent: WholePageError,
});

const home = createRoute({
  getParentRoute: () => signedIn,
  path: '/',
  component: lazyRouteComponent(() => import('./tenants/Home'), 'Home'),
});

const audit = createRoute({
  getParentRoute: () => signedIn,
  path: '/audit',
  validateSearch: filterOf,
  component: lazyRouteComponent(() => import('./audit/AuditPage'), 'AuditPage'),
});

const team = createRoute({
  getParentRoute: () => signedIn,
  path: '/team',
  component: lazyRouteComponent(() => import('./team/TeamPage'), 'TeamPage'),
});

const unknown = createRoute({
  getParentRoute: () => signedIn,
  path: '$',
  component: NotFound,
});

const tenant = createRoute({
  getParentRoute: () => signedIn,
  path: '/tenants/$slug',
  component: lazyRouteComponent(() => import('./editor/TenantPage'), 'TenantPage'),
});

const tenantIndex = createRoute({
  getParentRoute: () => tenant,
  path: '/',
  beforeLoad: ({ params }) => {
    throw redirect({ to: '/tenants/$slug/appearance', params, replace: true });
  },
});

interface ConversationSearch {
  /** The list's search, which a conversation keeps for the way back. */
  q?: string;
}

const conversationSearch = ({ q }: Record<string, unknown>): ConversationSearch =>
  typeof q === 'string' && q ? { q: q.slice(0, 200) } : typeof q === 'number' ? { q: `${q}` } : {};

/** Finds `tabs/<path>/…Tab.tsx` by its folder, so a new tab needs no line here. */
const TAB_FILES = import.meta.glob<{ default: ComponentType }>('./tabs/*/*Tab.tsx');

function loadTab(path: TabPath): () => Promise<{ default: ComponentType }> {
  const file = Object.keys(TAB_FILES).find((name) => name.startsWith(`./tabs/${path}/`));
  const load = file && TAB_FILES[file];
  if (!load) throw new Error(`There is no tab in src/tabs/${path}.`);
  return load;
}

const tabs = TABS.map(({ path }) =>
  createRoute({
    getParentRoute: () => tenant,
    path: `/${path}`,
    ...(path === 'conversations' && { validateSearch: conversationSearch }),
    component: lazyRouteComponent(loadTab(path)),
  }),
);

const conversation = createRoute({
  getParentRoute: () => tenant,
  path: '/conversations/$id',
  validateSearch: conversationSearch,
  component: lazyRouteComponent(() => import('./tabs/conversations/ThreadPage'), 'ThreadPage'),
});

interface VersionSearch {
  /** The version that is shown, by default the newest. */
  revision?: number;
  /** The version it is compared with, by default the one before. */
  with?: number;
}

const isRevision = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) > 0;

const versions = createRoute({
  getParentRoute: () => tenant,
  path: '/versions',
  validateSearch: ({ revision, with: other }: Record<string, unknown>): VersionSearch => ({
    ...(isRevision(revision) && { revision }),
    ...(isRevision(other) && { with: other }),
  }),
  component: lazyRouteComponent(() => import('./versions/VersionsPage'), 'VersionsPage'),
});

const tree = root.addChildren([
  signIn,
  setPassword,
  signOutRoute,
  signedIn.addChildren([
    home,
    audit,
    team,
    unknown,
    tenant.addChildren([tenantIndex, ...tabs, conversation, versions]),
  ]),
]);

export const makeRouter = (queryClient: QueryClient) =>
  createRouter({
    routeTree: tree,
    context: { queryClient },
    defaultPreload: 'intent',
    defaultErrorComponent: PageError,
  });
