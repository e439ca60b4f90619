// Prints what the widget costs a page at a quarter of this machine's speed: before it is used, while a long answer streams in, and the
// Markdown scanner's time per byte. Beside each time stands what it would be on the machine of the targets, where the page alone takes 4.5 ms:
// times are only comparable like that. `node bench.mjs answers` runs one of the parts.
import { answers } from './bench/answers.mjs';
import { scanner } from './bench/scanner.mjs';
import { calibrate, startup } from './bench/startup.mjs';
import { Service } from './fixtures/service.mjs';
import { Site } from './fixtures/site.mjs';
import { launch } from './harness.mjs';

const PARTS = { startup, answers, scanner };

const names = process.argv.slice(2);
const [browser, service, site] = await Promise.all([launch(), Service.start(), Site.start()]);
try {
  const slowness = await calibrate(browser, service, site);
  for (const [name, part] of Object.entries(PARTS)) {
    if (names.length === 0 || names.includes(name)) await part(browser, service, site, slowness);
  }
} finally {
  await Promise.all([browser.close(), service.stop(), site.stop()]);
}
