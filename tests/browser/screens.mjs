// Every screen of the dashboard in every state: one walk, shared by the pictures and by the tests that look for faults.
import { DESKTOP, openTenant, panels } from './dashboard.mjs';
import { atRest, newPage } from './harness.mjs';
import { AUDIT } from './screens/audit.mjs';
import { CONVERSATIONS } from './screens/conversations.mjs';
import { COPIES } from './screens/copies.mjs';
import { EDITOR, SILENCE } from './screens/editor.mjs';
import { ENGINES } from './screens/engines.mjs';
import { KEYS } from './screens/keys.mjs';
import { PASSWORD } from './screens/password.mjs';
import { SESSION } from './screens/session.mjs';
import { TEAM } from './screens/team.mjs';
import { USAGE } from './screens/usage.mjs';
import { VERSIONS } from './screens/versions.mjs';

export { startServers } from './screens/tenants.mjs';

/** In order: later sections may find what earlier ones left behind. */
export const SECTIONS = [
  ...SESSION,
  ...USAGE,
  ...EDITOR,
  ...ENGINES,
  ...KEYS,
  ...CONVERSATIONS,
  ...VERSIONS,
  ...PASSWORD,
  ...TEAM,
  ...AUDIT,
  ...COPIES,
  ...SILENCE,
];

/** Below this width, in px, one panel is shown at a time. */
const PANELS_FROM = 1024;

/** The dashboard does not retry after such a refusal, so it shows the error at once. */
const REFUSAL = {
  responseCode: 429,
  responseHeaders: [
    { name: 'retry-after', value: '5' },
    { name: 'access-control-allow-origin', value: '*' },
  ],
  body: btoa(JSON.stringify({ error: { code: 'busy', message: 'busy', request_id: 'none' } })),
};

/**
 * Answers requests that match `pattern` while `visit` runs. `page.route` would disable the browser's cache and send every file of the page
 * through this process.
 */
async function during(page, pattern, answer, visit) {
  const cdp = await page.context().newCDPSession(page);
  cdp.on('Fetch.requestPaused', ({ requestId }) => answer(cdp, requestId));
  // In these patterns a question mark matches any character.
  await cdp.send('Fetch.enable', { patterns: [{ urlPattern: pattern.replace('?', '\\?') }] });
  await visit().finally(() => cdp.detach());
}

const holding = () => {};
/** Leaving a page cancels its requests, so there may be nothing left to refuse. */
const refusing = (cdp, requestId) =>
  cdp.send('Fetch.fulfillRequest', { requestId, ...REFUSAL }).catch(() => {});

async function amending(page, pattern, amend, visit) {
  const answer = async (route) => {
    const response = await route.fetch();
    await route.fulfill({ json: amend(await response.json()) });
  };
  await page.route(pattern, answer);
  // A response in progress still has a request to answer.
  await visit().finally(() => page.unrouteAll({ behavior: 'wait' }));
}

/** Resets the page, whatever the previous section left behind, and signs in if there is a session. */
async function reset(page, { session }) {
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.context().setOffline(false);
  await page.context().clearCookies();
  if (session) await page.context().addCookies(session);
  // The browser asks before it leaves unsaved changes.
  if (page.listenerCount('dialog') === 0) page.on('dialog', (dialog) => dialog.accept());
}

/**
 * Visits the screens of one of `SECTIONS`. Calls `look(screen, options)` whenever one is shown and at rest. `scrolls`: it continues below;
 * `inPreview`: it is about the preview.
 */
export async function walk({ visit, server: name = 'full' }, { page, servers, look: lookAt }) {
  const server = servers[name];
  await reset(page, server);
  const look = async (screen, options = {}) => {
    await atRest(page);
    await lookAt(screen, options);
  };
  const held = (pattern, visit) => during(page, pattern, holding, visit);
  const refused = (pattern, visit) => during(page, pattern, refusing, visit);
  const amended = (pattern, amend, visit) => amending(page, pattern, amend, visit);
  const show = async (panel) => {
    if (page.viewportSize().width >= PANELS_FROM) return false;
    const tabs = page.getByRole('navigation', { name: 'Panels' });
    await tabs.getByRole('button', { name: panel }).click();
    return true;
  };
  /** Looks at a place while it is loading and when it cannot be loaded. */
  const unavailable = async (screen, { path, begin = () => {}, open, loading, error }) => {
    await begin();
    await held(path, async () => {
      await open();
      await page.getByRole('status', { name: loading, exact: true }).waitFor();
      await look(`${screen}-loading`);
    });
    await begin();
    await refused(path, async () => {
      await open();
      await page.getByText(error).waitFor();
      await look(`${screen}-error`);
    });
  };
  const load = (slug, tab) => openTenant(page, server, slug, tab);
  const open = async (slug, tab) => {
    const { editor } = await load(slug, tab);
    await editor.locator('input, textarea, figure').first().waitFor({ state: 'attached' });
    // The preview loads only when it is visible, which it isn't on narrow screens.
    await page.waitForFunction(() => {
      const loading = document.querySelectorAll('[role=status][aria-label^="Loading"]');
      return ![...loading].some((status) => status.checkVisibility());
    });
  };
  await visit({
    page,
    server,
    look,
    show,
    load,
    open,
    unavailable,
    held,
    refused,
    amended,
    ...panels(page),
  });
}

/** A test for each section, all on one page, which loads the dashboard's files once. `begin(page)` returns what `walk` calls at each screen. */
export async function testSections(
  t,
  servers,
  begin,
  { device = DESKTOP, sections = SECTIONS } = {},
) {
  const page = await newPage(t, device);
  const look = await begin(page);
  for (const section of sections) {
    await t.test(section.name, () => walk(section, { page, servers, look }));
  }
}
