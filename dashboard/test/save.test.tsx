// @vitest-environment jsdom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import {
  createMemoryHistory,
  createRootRoute,
  createRoute,
  createRouter,
  RouterProvider,
} from '@tanstack/react-router';
import { act } from 'react';
import { createRoot, type Root } from 'react-dom/client';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { TenantDocument } from '~/api/types';
import { DraftProvider } from '~/draft/context';
import { Draft } from '~/draft/draft';
import { type Saving, useSave } from '~/editor/useSave';
import { tenant } from './settings';

interface Sent {
  params: { header: { 'If-Match': string } };
  body: { note?: string };
}

/** The revisions over which the service was asked to save. */
let puts: string[];
/** The notes that came with them. */
let notes: (string | undefined)[];
/** What the service answers, request by request. */
let answers: (TenantDocument | Promise<TenantDocument>)[];

// The client itself has its own tests, in which no document stands between it and Node's fetch.
vi.mock('~/api/client', () => ({
  api: {
    PUT: async (_path: string, { params, body }: Sent) => {
      puts.push(params.header['If-Match']);
      notes.push(body.note);
      return { data: await answers.shift() };
    },
  },
  body: async (call: Promise<{ data: unknown }>) => (await call).data,
}));

let draft: Draft;
let saving: Saving;
let page: Root;
const conflict = vi.fn();

function Desk() {
  saving = useSave(conflict);
  return null;
}

/** The desk at the address that it has in the dashboard. */
function routerOfDesk() {
  const root = createRootRoute();
  const signedIn = createRoute({ getParentRoute: () => root, id: 'signed-in' });
  const path = 'tenants/$slug';
  const desk = createRoute({ getParentRoute: () => signedIn, path, component: Desk });
  return createRouter({
    routeTree: root.addChildren([signedIn.addChildren([desk])]),
    history: createMemoryHistory({ initialEntries: ['/tenants/acme'] }),
  });
}

beforeEach(async () => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  vi.stubGlobal('scrollTo', () => {});
  puts = [];
  notes = [];
  answers = [];
  conflict.mockReset();
  draft = new Draft(tenant());
  page = createRoot(document.body.appendChild(document.createElement('div')));
  const router = routerOfDesk();
  await router.load();
  await act(async () =>
    page.render(
      <QueryClientProvider client={new QueryClient()}>
        <DraftProvider draft={draft}>
          <RouterProvider router={router as never} />
        </DraftProvider>
      </QueryClientProvider>,
    ),
  );
});

afterEach(async () => {
  await act(async () => page.unmount());
  vi.unstubAllGlobals();
});

const stored = (revision: number): TenantDocument =>
  tenant({ ...draft.getState().settings, revision });

it('sends a save once, however often it is asked for in the meantime', async () => {
  let release = (_document: TenantDocument): void => {};
  const held = new Promise<TenantDocument>((resolve) => {
    release = resolve;
  });
  answers = [held];
  await act(async () => {
    draft.set('name', 'Acme Outdoors');
    const saved = saving.save();
    expect(await saving.save()).toBe(false);
    release(stored(8));
    expect(await saved).toBe(true);
    draft.set('name', 'Acme Indoors');
    answers = [stored(9)];
    expect(await saving.save()).toBe(true);
  });
  expect(puts).toEqual(['"7"', '"8"']);
});

it('sends the note once, without the space around it', async () => {
  await act(async () => {
    draft.set('name', 'Acme Outdoors');
    draft.annotate(' A new name ');
    answers = [stored(8)];
    await saving.save();
    draft.set('name', 'Acme Indoors');
    draft.annotate('  ');
    answers = [stored(9)];
    await saving.save();
  });
  expect(notes).toEqual(['A new name', undefined]);
});
