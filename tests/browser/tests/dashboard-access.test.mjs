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

/** What is new on the screen: an open dialog, or else the editor, or else everything. */
async function scopeOf(page, inPreview) {
  const isModal = (await page.locator('[data-modal]').count()) > 0;
  const isEditor = !inPreview && new URL(page.url()).pathname.startsWith('/tenants/');
  const exclude = [FOCUS_GUARDS, ...(isEditor && !isModal ? BESIDE : [])];
  return [isModal ? '[data-modal]' : 'html', { frames: inPreview, exclude }];
}

const lookIn = (schemes) => (page) =>
  async function look(screen, { inPreview = false }) {
    const [part, options] = await scopeOf(page, inPreview);
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
];

test('also on a phone', (t) => {
  const sections = SECTIONS.filter(({ name }) => ON_A_PHONE.includes(name));
  return testSections(t, servers, lookIn(['light']), { device: PHONE, sections });
});
