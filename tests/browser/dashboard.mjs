// The dashboard as an operator sees it, and the admin API for what a test only needs to exist.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { newPage, widget } from './harness.mjs';

export const DESKTOP = { viewport: { width: 1440, height: 900 } };
export const PHONE = { viewport: { width: 360, height: 740 } };

/** The editor's tabs, by their names on screen. */
export const TABS = [
  'Appearance',
  'Behaviour',
  'Prompt & engines',
  'Keys & origins',
  'Embed',
  'Conversations',
  'Usage',
];

/** A call of the admin API with the page's session. */
export async function admin(page, server, method, path, body, headers = {}) {
  const data = body === undefined ? '' : JSON.stringify(body);
  const response = await page.request.fetch(`${server.console}/v1/admin${path}`, {
    method,
    ...(data && { data }),
    headers: {
      'content-type': 'application/json',
      'x-bubblechat': '1',
      'x-amz-content-sha256': createHash('sha256').update(data).digest('hex'),
      ...headers,
    },
  });
  const text = await response.text();
  assert.ok(response.ok(), `${method} ${path}: ${response.status()} ${text}`);
  return text ? JSON.parse(text) : null;
}

/** Signs the page in without the form. */
export const startSession = (page, server) =>
  admin(page, server, 'POST', '/login', { email: server.email, password: server.password });

export const makeTenant = (page, server, tenant) => admin(page, server, 'POST', '/tenants', tenant);

/** A page in a browser of its own, with a session of its own. */
export async function inOwnBrowser(t, server, options = {}) {
  const page = await newPage(t, { ...DESKTOP, ...options });
  await startSession(page, server);
  return page;
}

/** Another operator, with a session in a browser of their own. */
export async function colleague(t, owner, server, { email, role = 'editor', tenants = null }) {
  const invited = await admin(owner, server, 'POST', '/operators', { email, role, tenants });
  const page = await newPage(t, DESKTOP);
  const [, secret] = invited.link.split('#');
  await admin(page, server, 'POST', '/password-link', {
    secret,
    password: 'a long enough password',
  });
  return page;
}

/** The session's cookie, if there is one. The browser keeps another, by which it is known at the next sign-in. */
export async function sessionCookie(page) {
  const cookies = await page.context().cookies();
  return cookies.find(({ path }) => path === '/');
}

/** Chooses from the menu of the account. */
export async function chooseInAccount(page, item) {
  await page.getByRole('button', { name: /^Account/ }).click();
  await page.getByRole('menuitem', { name: item, exact: true }).click();
}

/** Sessions by server. Checking a password takes time, so the pages of a file share one session. */
const sessions = new WeakMap();

/** A signed-in page. `options`: of its context. */
export async function signedIn(t, server, options = {}) {
  const page = await newPage(t, { ...DESKTOP, ...options });
  if (sessions.has(server)) await page.context().addCookies(sessions.get(server));
  else await startSession(page, server);
  sessions.set(server, await page.context().cookies());
  return page;
}

/** A signed-in page and the test's own tenant. */
export async function desk(t, server, tenant, options = {}) {
  const page = await signedIn(t, server, options);
  await makeTenant(page, server, { name: tenant.slug, ...tenant });
  return page;
}

export const readTenant = (page, server, slug) => admin(page, server, 'GET', `/tenants/${slug}`);

export async function fillSignIn(page, { email, password }) {
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
}

/** One of the tenant's servers. Posts a body to a route, by default in one visitor's session: `post('/chat', { message })`. */
export async function shopServer(page, server, slug) {
  const { key } = await admin(page, server, 'POST', `/tenants/${slug}/keys`, {
    name: 'Server',
    kind: 'secret',
    scopes: ['chat'],
  });
  const usual = crypto.randomUUID();
  return (path, body, session = usual) => {
    const data = JSON.stringify({ session_id: session, ...body });
    return page.request.post(`${server.site}/v1${path}`, {
      data,
      headers: {
        'content-type': 'application/json',
        accept: 'application/json',
        'x-api-key': key,
        'x-session-id': session,
        'x-amz-content-sha256': createHash('sha256').update(data).digest('hex'),
      },
    });
  };
}

/** Sends `count` messages in one session. They are numbered unless `words` are given. */
export async function talk(page, server, slug, count, words) {
  const post = await shopServer(page, server, slug);
  for (let i = 1; i <= count; i += 1) {
    const response = await post('/chat', { message: words ?? `message ${i}` });
    assert.equal(response.status(), 200, await response.text());
  }
}

/** Opens a tenant's tab, and waits until it is ready. */
export async function openTenant(page, server, slug, tab = 'appearance') {
  await page.goto(`${server.console}/tenants/${slug}/${tab}`);
  await page.getByRole('navigation', { name: 'Settings' }).waitFor();
  return panels(page);
}

/** The test's own tenant, open on its first tab, with its page. */
export async function edited(t, server, slug) {
  const page = await desk(t, server, { slug });
  return { page, ...(await openTenant(page, server, slug)) };
}

export function panels(page) {
  const frame = page.frameLocator('iframe[title^="The widget"]');
  const editor = page.getByRole('region', { name: 'Editor' });
  return {
    tenants: page.getByRole('region', { name: 'Tenants' }),
    editor,
    preview: page.getByRole('region', { name: 'Preview' }),
    frame,
    chat: widget(frame),
    field: (name) => editor.getByRole('textbox', { name, exact: true }),
    save: editor.getByRole('button', { name: 'Save', exact: true }),
    tab: (name) => page.getByRole('navigation', { name: 'Settings' }).getByRole('link', { name }),
    revision: (number) => editor.getByText(`revision ${number} ·`),
  };
}

/** Closes the topmost popup, which is `locator`. */
export async function closeTop(page, locator) {
  await page.keyboard.press('Escape');
  await locator.waitFor({ state: 'detached' });
}
