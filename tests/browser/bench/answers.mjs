// What it costs to show a long answer as it streams in: the same words as prose, a list, a table, code and nested lists.
import { KEY, ReplyStream } from '../fixtures/service.mjs';
import { embed, plainPage } from '../fixtures/site.mjs';
import { ask, openChat } from '../harness.mjs';
import { CPU_SLOWDOWN, judged, median, ROUNDS } from './measure.mjs';

/** In bytes: nearly the longest reply that the service stores. */
const LENGTH = 15_000;
/** Tokens have about four characters. A quick model sends some 300 a second, a few at a time. */
const TOKEN = 4;
const TOKENS_AT_ONCE = 8;
const PAUSE_MS = 25;

const WORDS =
  'the fern wants light from the east and water once a week in winter a little less'.split(' ');

/** So many words, beginning with the n-th. */
const words = (start, count) =>
  Array.from({ length: count }, (_, i) => WORDS[(start + i) % WORDS.length]).join(' ');

/** Lines until the answer is long enough. */
function lines(line) {
  let text = '';
  for (let n = 0; text.length < LENGTH; n++) text += line(n);
  return text.slice(0, LENGTH);
}

const ANSWERS = {
  prose: lines((n) => words(n, 40) + (n % 3 ? ' ' : '.\n\n')),
  'a list': lines((n) => `- ${words(n, 9)}\n`),
  'a table': `| a | b | c |\n|---|---|---|\n${lines((n) => `| ${words(n, 3)} | ${words(n, 4)} | ${n} |\n`)}`,
  code: `\`\`\`js\n${lines((n) => `const ${WORDS[n % WORDS.length]}${n} = "${words(n, 5)}"; // ${n}\n`)}\n\`\`\`\n`,
  'nested lists': lines((n) => `${'  '.repeat(n % 4)}- ${words(n, 7)}\n`),
};

/** Sends the answer as a model would. */
async function stream(text, { message_id: id }, response) {
  const reply = new ReplyStream(response, id);
  for (let at = 0; at < text.length; ) {
    for (let n = 0; n < TOKENS_AT_ONCE && at < text.length; n++, at += TOKEN) {
      reply.token(text.slice(at, at + TOKEN));
    }
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
  reply.done();
}

async function costs(devtools) {
  const { metrics } = await devtools.send('Performance.getMetrics');
  const of = (name) => metrics.find((metric) => metric.name === name).value * 1000;
  const layout = of('LayoutDuration') + of('RecalcStyleDuration');
  // `ScriptDuration` leaves out what runs when a promise settles, which is how a stream is read. This has painting in it, too.
  return { layout, scripting: of('TaskDuration') - layout };
}

async function run(browser, service, site, text) {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  await page.goto(site.page(plainPage(embed(service.origin, KEY))));
  const chat = await openChat(page);
  // Everything that loads once has loaded by the end of a short answer. The welcome is the first reply.
  service.answer = (request, response) =>
    stream('A [link](/), and `code`.\n\n| a |\n|---|\n| b |', request, response);
  await ask(chat, 'warm up');
  await chat.replies.nth(1).and(chat.dialog.locator('.done')).waitFor();
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: CPU_SLOWDOWN });
  await page.evaluate(() => {
    window.longest = 0;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries())
        window.longest = Math.max(window.longest, duration);
    }).observe({ type: 'longtask' });
    document.addEventListener('bubblechat:reply', () => console.log('replied'));
  });
  const before = await costs(devtools);
  service.answer = (request, response) => stream(text, request, response);
  // Looking for the end from outside, again and again, would run scripts that count.
  const ended = page.waitForEvent('console', { timeout: 300_000 });
  await ask(chat, 'go');
  await ended;
  const after = await costs(devtools);
  const shown = await chat.body(2).evaluate((body) => body.textContent.length);
  if (shown < text.length / 2)
    throw new Error(`only ${shown} of ${text.length} characters are shown`);
  // Below 50 ms, a task isn't reported.
  const longest = await page.evaluate(() => window.longest);
  await context.close();
  const [scripting, layout] = ['scripting', 'layout'].map((name) => after[name] - before[name]);
  return { longest, scripting, layout, total: scripting + layout };
}

/** The medians of each kind of answer, and their ratios to prose. */
export async function answers(browser, service, site, slowness) {
  console.log(`\nan answer of ${LENGTH} bytes, streamed, at ${CPU_SLOWDOWN}× throttle`);
  let prose = 0;
  for (const [name, text] of Object.entries(ANSWERS)) {
    const runs = [];
    for (let round = 0; round < ROUNDS; round++) runs.push(await run(browser, service, site, text));
    const of = (measure) => median(runs.map((one) => one[measure]));
    prose ||= of('total');
    const longest = of('longest') ? judged(of('longest'), slowness, 50) : '≤ 50 ms (met)';
    console.log(
      name.padEnd(14),
      `longest task ${longest.padEnd(42)}`,
      `scripting ${of('scripting').toFixed(0).padStart(5)} ms`,
      `layout ${of('layout').toFixed(0).padStart(5)} ms`,
      `${(of('total') / prose).toFixed(2)}× of prose`,
    );
  }
}
