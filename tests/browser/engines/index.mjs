// The engines of the walk, and what each of them needs.
import { existsSync } from 'node:fs';
import path from 'node:path';
import { CHROMIUM } from '../requirements.mjs';
import { launch as launchPuppeteer } from './puppeteer.mjs';
import { launch as launchWebKit } from './webkit.mjs';

/** The first of these programs on `PATH`, unless the environment names another one. */
function program(variable, ...names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name)));
  return process.env[variable] || found.find((file) => existsSync(file));
}

const firefox = program('FIREFOX', 'firefox-esr', 'firefox');
const driver = program('WEBKIT_DRIVER', 'WebKitWebDriver');
const display = program('XVFB', 'Xvfb');

/** The little browser is no program for users, so it is in WebKit's own folder, which differs by platform and version. */
const MINI_BROWSERS = ['x86_64-linux-gnu/', 'aarch64-linux-gnu/', ''].flatMap((folder) =>
  ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map(
    (version) => `/usr/lib/${folder}${version}/MiniBrowser`,
  ),
);
const miniBrowser = process.env.WEBKIT_BROWSER || MINI_BROWSERS.find((file) => existsSync(file));

const ENGINES = [
  {
    name: 'Chromium',
    isThere: existsSync(CHROMIUM),
    install: 'chromium',
    launch: () =>
      launchPuppeteer({
        executablePath: CHROMIUM,
        args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--force-prefers-reduced-motion'],
      }),
  },
  {
    name: 'Firefox',
    isThere: Boolean(firefox),
    install: 'firefox-esr',
    launch: () =>
      launchPuppeteer({
        browser: 'firefox',
        executablePath: firefox,
        extraPrefsFirefox: { 'ui.prefersReducedMotion': 1 },
      }),
  },
  {
    name: 'WebKitGTK',
    isThere: Boolean(driver && miniBrowser && display),
    install: 'webkit2gtk-driver xvfb',
    launch: () => launchWebKit({ driver, display, miniBrowser }),
  },
];

/** `ENGINES` names those that are wanted, as in `firefox,webkit`. */
const wanted = (process.env.ENGINES ?? '').toLowerCase().split(',');
const chosen = ENGINES.filter(({ name }) =>
  wanted.some((part) => name.toLowerCase().startsWith(part)),
);

export const engines = chosen.filter(({ isThere }) => isThere);

/** A line about each engine that is missing. */
export const missing = chosen
  .filter(({ isThere }) => !isThere)
  .map(
    ({ name, install }) =>
      `note: ${name} is missing, so nothing is tried in it. Install it (Debian: sudo apt-get install ${install}).`,
  );
