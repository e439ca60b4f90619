// Writes pictures of every screen of the dashboard: node dashboard-screenshots.mjs [part of a size and scheme, as 360-dark]
import { mkdirSync } from 'node:fs';
import { panels } from './dashboard.mjs';
import { launch } from './harness.mjs';
import { SECTIONS, startServers, walk } from './screens.mjs';

const [wanted = ''] = process.argv.slice(2);
const FOLDER = new URL('./screenshots/dashboard/', import.meta.url);

const SIZES = [
  [360, 740],
  [1024, 768],
  [1440, 900],
];

/** Takes what is visible and, if the editor continues below it, the end of the editor. */
function camera(page, name) {
  let number = 0;
  const take = (screen) => {
    number += 1;
    const file = `${name}-${String(number).padStart(3, '0')}-${screen}.png`;
    return page.screenshot({ path: new URL(file, FOLDER).pathname });
  };
  const scroller = panels(page).editor.locator('.overflow-y-auto').first();
  const scrollTo = (edge) =>
    scroller.evaluate((box, isEnd) => {
      box.scrollTop = isEnd ? box.scrollHeight : 0;
      return box.scrollTop;
    }, edge === 'end');
  return async (screen, { scrolls = false }) => {
    await take(screen);
    if (!scrolls || (await scrollTo('end')) === 0) return;
    await take(`${screen}-end`);
    await scrollTo('beginning');
  };
}

/** Everything there is to see in one size and one scheme, on its own servers, because the walk changes their data. */
async function takeAll(browser, { width, height, colorScheme, name }) {
  const servers = await startServers();
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme,
    reducedMotion: 'reduce',
  });
  context.setDefaultTimeout(10_000);
  try {
    const page = await context.newPage();
    const look = camera(page, name);
    for (const section of SECTIONS) await walk(section, { page, servers, look });
    await context.close();
  } finally {
    await servers.stop();
  }
}

const VISITS = ['light', 'dark'].flatMap((colorScheme) =>
  SIZES.map(([width, height]) => ({ width, height, colorScheme, name: `${width}-${colorScheme}` })),
);

const chosen = VISITS.filter(({ name }) => name.includes(wanted));
if (chosen.length === 0) {
  console.error(
    `No picture is called ${wanted}. There are ${VISITS.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
mkdirSync(FOLDER, { recursive: true });
const browser = await launch();
try {
  for (const visit of chosen) await takeAll(browser, visit);
} finally {
  await browser.close();
}
