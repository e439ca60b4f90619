// Takes the pictures of the README into docs/images/: the dashboard and the widget, in light and dark.
import { mkdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { admin, openTenant, startSession } from './dashboard.mjs';
import { ask, atRest, lastReply, launch, openChat } from './harness.mjs';
import { startLocalServer } from './local-server.mjs';
import { FULL, startServers } from './screens/tenants.mjs';

const FOLDER = new URL('../../docs/images/', import.meta.url);
const file = (name) => fileURLToPath(new URL(name, FOLDER));

/** Takes what `visit` returns: the page, or a part of it. */
async function picture(browser, name, options, visit) {
  const context = await browser.newContext({ ...options, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const shown = await visit(page);
  await atRest(page);
  await shown.screenshot({
    omitBackground: true,
    path: file(`${name}-${options.colorScheme}.png`),
  });
  await context.close();
}

/** A tenant on its first tab, with an answer in the preview. */
const dashboard = (server) => async (page) => {
  await startSession(page, server);
  const { chat } = await openTenant(page, server, FULL);
  await chat.dialog.waitFor();
  const greeted = await chat.replies.count();
  await ask(chat, 'Do you deliver on Saturdays?');
  await lastReply(chat, greeted + 1);
  await page.evaluate(() => document.activeElement.blur());
  return page;
};

/** The chat of the demo page by itself: the page behind its round corners is hidden. */
const demo = (server) => async (page) => {
  // The widget takes the page's font when it starts, and serifs differ from machine to machine.
  await page.addInitScript(() =>
    document.addEventListener('DOMContentLoaded', () => {
      document.body.style.fontFamily = 'sans-serif';
    }),
  );
  await page.goto(server.demo);
  const chat = await openChat(page);
  const greeted = await chat.replies.count();
  await ask(chat, 'What are your opening hours?');
  await lastReply(chat, greeted + 1);
  await page.evaluate(() => {
    document.documentElement.style.background = 'none';
    document.body.style.background = 'none';
    for (const part of document.body.children) part.hidden = part.localName !== 'chat-widget';
  });
  return chat.dialog;
};

/** Lets the demo's widget follow the system, as the page around it does. */
async function followSystem(browser, server) {
  const context = await browser.newContext();
  const page = await context.newPage();
  await startSession(page, server);
  const { items } = await admin(page, server, 'GET', '/tenants');
  const path = `/tenants/${items[0].slug}`;
  const { revision, ...tenant } = await admin(page, server, 'GET', path);
  tenant.tokens.brand.scheme = 'auto';
  await admin(page, server, 'PUT', path, tenant, { 'if-match': `"${revision}"` });
  await context.close();
}

mkdirSync(FOLDER, { recursive: true });
const [browser, servers, shop] = await Promise.all([launch(), startServers(), startLocalServer()]);
try {
  await followSystem(browser, shop);
  for (const colorScheme of ['light', 'dark']) {
    const large = { colorScheme, viewport: { width: 1400, height: 820 } };
    await picture(browser, 'dashboard', large, dashboard(servers.full));
    const sharp = { colorScheme, viewport: { width: 960, height: 820 }, deviceScaleFactor: 2 };
    await picture(browser, 'widget', sharp, demo(shop));
  }
} finally {
  await Promise.all([browser.close(), servers.stop(), shop.stop()]);
}
