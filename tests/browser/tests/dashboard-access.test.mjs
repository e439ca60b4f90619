// axe finds nothing on any screen of the dashboard, light or dark, or on a phone.
import { test } from 'node:test';
import { PHONE } from '../dashboard.mjs';
import { atRest, expectAccessible } from '../harness.mjs';
import { SECTIONS, startServers, testSections } from '../screens.mjs';
import { setUp } from '../setup.mjs';

const [servers] = await setUp(startServers());

/** Focus guards, hidden from assistive technology, which only pass the focus on. axe recognises them if it sees that something is modal. */
const FOCUS_GUARDS = '[data-base-ui-focus-guard]';

/** What is beside the editor and checked on its own screens. */
const BESIDE = ['[aria-label="Tenants"]', '[aria-label="Preview"]'];

/** Marks the controls that are scrolled half under the row of tabs: axe takes them for hidden, but only for the moment. */
const UNDER_TABS = '[data-under-tabs]';
const markUnderTabs = (page) =>
  page.evaluate(() => {
    const tabs = document.querySelector('nav[aria-label="Settings"]');
    const { top, bottom } = tabs?.getBoundingClientRect() ?? { top: 0, bottom: 0 };
    for (const control of document.querySelectorAll(
      '[aria-label="Editor"] :is(a, button, input, select, textarea)',
    )) {
      const box = control.getBoundingClientRect();
      const isUnder = box.bottom > top && box.top < bottom && !tabs?.contains(control);
      control.toggleAttribute('data-under-tabs', isUnder);
    }
  });

/** What is new on the screen: an open dialog, or else the editor, or else everything. */
async function scopeOf(page, inPreview) {
  const isModal = (await page.locator('[data-modal]').count()) > 0;
  const isEditor = !inPreview && new URL(page.url()).pathname.startsWith('/tenants/');
  const exclude = [FOCUS_GUARDS, UNDER_TABS, ...(isEditor && !isModal ? BESIDE : [])];
  return [isModal ? '[data-modal]' : 'html', { frames: inPreview, exclude }];
}

const lookIn = (schemes) => (page) =>
  async function look(screen, { inPreview = false }) {
    const [part, options] = await scopeOf(page, inPreview);
    await markUnderTabs(page);
    // Starts in the previous look's scheme, because a change of scheme redraws the whole page.
    for (const colorScheme of schemes.reverse()) {
      await page.emulateMedia({ colorScheme });
      await atRest(page);
      await expectAccessible(page, part, { ...options, name: `${screen}, ${colorScheme}` });
    }
  };

test('every screen is accessible', (t) => testSections(t, servers, lookIn(['light', 'dark'])));

const ON_A_PHONE = [
  'the list of tenants',
  'the sessions',
  'Appearance',
  'unsaved changes',
  'origins',
  'Usage',
  'Home',
];

test('also on a phone', (t) => {
  const sections = SECTIONS.filter(({ name }) => ON_A_PHONE.includes(name));
  return testSections(t, servers, lookIn(['light']), { device: PHONE, sections });
});
