// What the browser tests need beside their packages. Nothing is skipped without it: whoever needs a part insists on it.
import { existsSync } from 'node:fs';
import { DASHBOARD_DIST, WIDGET_DIST } from './paths.mjs';

export const CHROMIUM = process.env.CHROMIUM || '/usr/bin/chromium';
export const LOCAL_BIN = process.env.BUBBLECHAT_LOCAL_BIN;

const build = (part) => `Build it first: cd ${part} && npm ci && npm run build`;

const PARTS = {
  chromium: {
    file: CHROMIUM,
    problem: `Chromium is missing: there is no ${CHROMIUM}. Set CHROMIUM to its path.`,
  },
  widget: {
    file: new URL('widget.js', WIDGET_DIST),
    problem: `widget/dist is missing. ${build('widget')}`,
  },
  dashboard: {
    file: new URL('index.html', DASHBOARD_DIST),
    problem: `dashboard/dist is missing. ${build('dashboard')}`,
  },
  server: {
    file: LOCAL_BIN ?? '',
    problem: `The local server is missing. Build it (cargo build -p bubblechat-local) and set BUBBLECHAT_LOCAL_BIN to its path.`,
  },
};

/** Ends the process with one line about the first of these parts that is missing. */
export function insistOn(...names) {
  const missing = names.map((name) => PARTS[name]).find(({ file }) => !existsSync(file));
  if (!missing) return;
  console.error(missing.problem);
  process.exit(2);
}
