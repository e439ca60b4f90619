// Writes pictures of the widget in its states: node screenshots.mjs FOLDER [part of a name]
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { KEY, ReplyStream, refuse, Service } from './fixtures/service.mjs';
import { embed, Site } from './fixtures/site.mjs';
import { ask, launch, openChat, widget } from './harness.mjs';

const [folder = 'screenshots', wanted = ''] = process.argv.slice(2);

const SIZES = [
  [360, 740],
  [768, 900],
  [1440, 860],
];

const ENGLISH = {
  locale: 'en',
  copy: {},
  question: 'How do I set the watering timer?',
  answer: `Three steps:

1. Hold \`SET\` for two seconds.
2. Pick a **programme**:

| Plant | Every | Notes |
|---|---|---|
| Fern | 2 days | likes shade |
| Cactus | 14 days | full sun |

Or send it over the air:

\`\`\`sh
timer set --days 2 \\
  --at 07:30 --zone Europe/Berlin --repeat weekly
\`\`\`

> Water in the morning.

See [the guide](https://shop.example/guide). The light turns green when it`,
  next: 'And on Sundays?',
};

const ARABIC = {
  locale: 'ar',
  copy: {
    title: 'مكتبة النور',
    subtitle: 'نجيب فورًا',
    welcome_message: 'مرحبًا! كيف يمكنني مساعدتك اليوم؟',
    placeholder: '',
    suggestions: ['متى تفتحون؟', 'هل لديكم كتب للأطفال؟'],
    privacy_note: 'قد تخطئ إجابات الذكاء الاصطناعي.',
  },
  question: 'كيف أضبط المؤقت؟',
  answer: `ثلاث خطوات:

1. اضغط \`SET\` لثانيتين.
2. اختر **البرنامج**:

| نبات | كل |
|---|---|
| سرخس | يومان |

\`\`\`sh
timer set --days 2
\`\`\`

يضيء الضوء عندما`,
  next: 'والأحد؟',
};

const host = ({ locale }, scheme) => `<!doctype html>
<html lang="${locale}" dir="${locale === 'ar' ? 'rtl' : 'ltr'}"><title>A shop</title>
<meta name="viewport" content="width=device-width">
<style>body { margin: 40px; font: 16px/1.5 sans-serif; background: ${scheme === 'dark' ? '#222' : '#eeece8'} }</style>
<h1>A shop</h1>`;

/** Takes one visitor through everything there is to see. */
async function takeAll(browser, service, site, { words, scheme, width, height, name }) {
  const config = service.config;
  const engines = [{ name: 'fast' }, { name: 'thorough' }];
  service.config = { ...config, copy: { ...config.copy, ...words.copy }, engines };
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: 'reduce',
  });
  const page = await context.newPage();
  const take = (state) => page.screenshot({ path: path.join(folder, `${name}-${state}.png`) });
  await page.goto(site.page(host(words, scheme) + embed(service.origin, KEY)));
  await widget(page).launcher.waitFor();
  await take('1-launcher');
  const chat = await openChat(page);
  await chat.dialog.locator('.engine').waitFor();
  await take('2-empty');
  const held = new Promise((resolve) => {
    service.answer = async ({ message_id }, response) =>
      resolve(new ReplyStream(response, message_id));
  });
  await ask(chat, words.question);
  const stream = await held;
  await chat.dialog.locator('.dots').waitFor();
  await take('3-waiting');
  stream.token(words.answer);
  await chat.dialog.locator('.streaming table').waitFor();
  await take('4-streaming');
  stream.done();
  await chat.dialog.locator('.assistant.done .actions').waitFor();
  await take('5-answered');
  await context.setOffline(true);
  await ask(chat, words.next);
  await chat.dialog.locator('.notice').waitFor();
  await take('6-offline');
  await context.setOffline(false);
  service.answer = async (_request, response) =>
    refuse(response, 429, 'key_limit_reached', 'Slow down.', { 'retry-after': '24' });
  await ask(chat, words.next);
  await chat.dialog.locator('.notice.limit').waitFor();
  await take('7-limit');
  await chat.dialog.locator('.menu-button').click();
  await chat.dialog.locator('.menu').waitFor();
  await take('8-menu');
  await context.close();
  service.config = config;
}

const VISITS = [ENGLISH, ARABIC]
  .flatMap((words) => ['light', 'dark'].map((scheme) => ({ words, scheme })))
  .flatMap((visit) => SIZES.map(([width, height]) => ({ ...visit, width, height })))
  .map((visit) => ({ ...visit, name: `${visit.width}-${visit.scheme}-${visit.words.locale}` }));

const chosen = VISITS.filter(({ name }) => name.includes(wanted));
if (chosen.length === 0) {
  console.error(
    `No picture is called ${wanted}. There are ${VISITS.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
const [browser, service, site] = await Promise.all([launch(), Service.start(), Site.start()]);
service.config.tokens.brand.scheme = 'auto';
for (const visit of chosen) await takeAll(browser, service, site, visit);
await Promise.all([browser.close(), service.stop(), site.stop()]);
