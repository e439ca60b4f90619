// The screens of usage: a tenant's tab, and Home with all tenants' month.
import { expectText } from '../harness.mjs';
import { DOOMED, FULL, PLAIN, SAVED } from './tenants.mjs';

const OWN = `**/v1/admin/tenants/${FULL}/usage?*`;
const ALL = '**/v1/admin/usage*';
const DAY_MS = 86_400_000;

/** A day's or a month's figures for so many messages. */
const figures = (messages, isPriced) => ({
  messages,
  conversations: Math.ceil(messages / 3),
  replies: { complete: messages, stopped: 0, truncated: 0, interrupted: 0 },
  faults: messages % 5 === 0 ? { engine_busy: 2, engine_stalled: 1 } : {},
  requests: messages,
  input_tokens: messages * 1460,
  cached_input_tokens: messages * 300,
  output_tokens: messages * 215,
  estimated_tokens: messages * 3,
  cost: isPriced ? messages * 0.0044 : null,
  unpriced_tokens: isPriced ? 0 : messages * 1675,
  first_token_ms: { p50: 560 + messages, p95: 1700 + 3 * messages },
  feedback: { up: messages % 7, down: messages % 2 },
});

/** Two engines on most days of the period, one of which has a price. */
function busy({ from, to, currency }) {
  const days = [];
  for (let time = Date.parse(from), i = 0; time <= Date.parse(to); time += DAY_MS, i += 1) {
    if (i % 11 === 5) continue;
    const day = new Date(time).toISOString().slice(0, 10);
    days.push({ day, engine: 'main', ...figures(Math.round(95 + 50 * Math.sin(i / 4)), true) });
    days.push({ day, engine: 'rules', ...figures(18 + (i % 6), false) });
  }
  const total = { ...figures(4182, true), unpriced_tokens: 3400 };
  return { from, to, currency, days, total };
}

const unpriced = (answer) => {
  const { days, ...rest } = busy(answer);
  const without = (one) => ({ ...one, cost: null });
  return { ...rest, days: days.map(without), total: figures(4182, false) };
};

/** Months as an operator with a few tenants sees them. */
function month(answer) {
  const spent = { [FULL]: [34.2, 40], [SAVED]: [10, 10], [DOOMED]: [8.57, 25] };
  const items = answer.items.map((tenant) => {
    const [cost = null, cap = null] = spent[tenant.slug] ?? [];
    const total = { ...figures(cost === null ? 0 : Math.round(cost / 0.0044), true), cost };
    const caps = { ...tenant.caps, cost_per_month: cap };
    return { ...tenant, caps, paused: tenant.slug === PLAIN, total };
  });
  return { ...answer, items };
}

async function tab({ look, load, editor, amended, unavailable }) {
  const open = () => load(FULL, 'usage');
  await unavailable('usage', {
    path: OWN,
    open,
    loading: 'Loading the usage',
    error: 'The usage could not be loaded',
  });
  await load(PLAIN, 'usage');
  await editor.getByText('Nothing used yet').waitFor();
  await look('usage-none');
  await amended(OWN, busy, async () => {
    await open();
    await editor.getByRole('img', { name: /^Messages a day/ }).waitFor();
    await look('usage', { scrolls: true });
    const measure = editor.getByRole('combobox', { name: 'What the chart shows' });
    await measure.selectOption('First token, half of the replies');
    await editor.getByRole('img', { name: /^First token/ }).waitFor();
    await look('usage-first-token');
    await editor.getByRole('radio', { name: 'Table' }).click();
    await editor.getByRole('table', { name: 'Usage by day and engine' }).waitFor();
    await look('usage-table');
  });
  await amended(OWN, unpriced, async () => {
    await open();
    await expectText(editor, 'so no cost is shown');
    await look('usage-without-prices', { scrolls: true });
  });
}

async function home({ page, server, look, show, amended, unavailable }) {
  const start = page.getByRole('region', { name: 'Home' });
  const open = async () => {
    await page.goto(server.console);
    await page
      .getByRole('heading', { name: 'Today', includeHidden: true })
      .waitFor({ state: 'attached' });
    await show('Home');
  };
  await unavailable('home', {
    path: ALL,
    open,
    loading: 'Loading this month’s usage',
    error: 'This month’s usage could not be loaded',
  });
  await amended(ALL, month, async () => {
    await open();
    await expectText(start.getByRole('listitem'), 'is reached');
    await look('home');
    await start.getByRole('switch', { name: 'Pause Fern & Field' }).click();
    const question = page.getByRole('alertdialog');
    await expectText(question, 'They read: “');
    await look('home-pause');
    await question.getByRole('button', { name: 'Cancel' }).click();
  });
  // A list without end: the pages after the first are refused, as nothing goes on there.
  const more = (answer) => ({ items: [], ...answer, cursor: 'more' });
  await amended(ALL, more, async () => {
    await open();
    await start.getByRole('button', { name: 'Load more' }).waitFor();
    await look('home-more');
  });
}

async function prices({ look, open, editor }) {
  await open(FULL, 'engines');
  const card = editor.getByRole('region', { name: 'Engine main' });
  await card.getByRole('button', { name: /^main/ }).click();
  await card.getByRole('button', { name: /^Prices/ }).click();
  await card.getByRole('button', { name: 'Use list price' }).click();
  await expectText(card, 'a message');
  await card.getByText('a message').scrollIntoViewIfNeeded();
  await look('engine-prices');
  await editor.getByRole('button', { name: 'Discard' }).click();
}

export const USAGE = [
  { name: 'Usage', visit: tab },
  { name: 'Home', visit: home },
  { name: 'prices and what they make', visit: prices },
];
