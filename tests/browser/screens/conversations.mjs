// The screens of Conversations.
import { closeTop } from '../dashboard.mjs';
import { expectText } from '../harness.mjs';
import { FULL, PLAIN } from './tenants.mjs';

const LIST = `**/v1/admin/tenants/${FULL}/conversations?*`;
const THREAD = `**/v1/admin/tenants/${FULL}/conversations/*`;

async function list({ look, load, open, editor, amended, unavailable }) {
  await unavailable('conversations', {
    path: LIST,
    open: () => load(FULL, 'conversations'),
    loading: 'Loading the conversations',
    error: 'The conversations could not be loaded',
  });
  await open(PLAIN, 'conversations');
  await editor.getByText('No conversations yet').waitFor();
  await look('conversations-none');
  await amended(
    LIST,
    (answer) => ({ ...answer, cursor: 'more' }),
    async () => {
      await open(FULL, 'conversations');
      await editor.getByRole('button', { name: 'Show more' }).waitFor();
      await look('conversations-more');
    },
  );
  await open(FULL, 'conversations');
  await editor.getByText(/^\d conversations/).waitFor();
  await look('conversations');
}

async function search({ look, open, editor, amended }) {
  await open(FULL, 'conversations');
  const words = editor.getByRole('searchbox');
  await words.fill('bonsai');
  await editor.getByText('1 found in all conversations').waitFor();
  await look('search');
  await words.fill('dragons');
  await editor.getByText('Nothing found').waitFor();
  await look('search-none-found');
  // Every page is empty, and there is always another.
  await amended(
    LIST,
    () => ({ items: [], cursor: 'more' }),
    async () => {
      await words.fill('unicorns');
      await editor.getByRole('button', { name: 'Search further' }).waitFor();
      await look('search-further');
    },
  );
}

async function exporting({ page, look, open, editor, held, refused }) {
  await open(FULL, 'conversations');
  await editor.getByRole('button', { name: 'Export…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Export conversations' });
  await dialog.waitFor();
  await look('export');
  await held(THREAD, async () => {
    await dialog.getByRole('button', { name: 'Export' }).click();
    await dialog.getByRole('progressbar').waitFor();
    await look('exporting');
    await dialog.getByRole('button', { name: 'Stop' }).click();
    await expectText(dialog, 'Stopped after');
    await look('export-stopped');
  });
  await refused(THREAD, async () => {
    await dialog.getByRole('button', { name: 'Continue' }).click();
    await expectText(dialog, 'Failed after');
    await look('export-failed');
  });
  await dialog.getByRole('button', { name: 'Continue' }).click();
  await expectText(dialog, /Saved \d conversations/);
  await look('exported');
}

/** A reply for every way to end, with everything that can be said about one. */
function eventful({ messages: [question, answer], ...thread }) {
  const statuses = ['pending', 'streaming', 'stopped', 'truncated', 'interrupted'];
  const replies = statuses.map((status) => ({ ...answer, id: status, status, feedback: null }));
  const feedback = { rating: 'up', comment: 'Quick!' };
  const usage = { input: 1200, output: 34 };
  const rated = { ...answer, id: 'rated', model: 'gpt-5-mini', usage, feedback };
  const elsewhere = { ...question, id: 'elsewhere', page: { url: 'app://shop', title: '' } };
  return { ...thread, cursor: 'more', messages: [question, ...replies, elsewhere, rated] };
}

async function thread({ page, look, open, editor, amended, unavailable }) {
  const openFirst = async () => {
    await open(FULL, 'conversations');
    await editor.getByRole('link', { name: /bonsai/ }).click();
  };
  await unavailable('conversation', {
    path: THREAD,
    open: openFirst,
    loading: 'Loading the conversation',
    error: 'The conversation could not be loaded',
  });
  await amended(THREAD, eventful, async () => {
    await openFirst();
    await editor.getByRole('button', { name: 'Show earlier messages' }).waitFor();
    // It opens at its end, with its buttons cut off by the editor's edge.
    await editor.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    await look('conversation-with-all', { scrolls: true });
  });
  await openFirst();
  await editor.getByText('I will ask a colleague').waitFor();
  await look('conversation');
  await editor.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem').first().waitFor();
  await look('conversation-export');
  await closeTop(page, page.getByRole('menu'));
  const address = page.url();
  await editor.getByRole('button', { name: 'Delete…' }).click();
  const question = page.getByRole('alertdialog');
  await question.waitFor();
  await look('delete-conversation');
  await question.getByRole('button', { name: 'Delete conversation' }).click();
  await expectText(page.getByRole('region', { name: 'Notifications' }), 'Deleted');
  await look('conversation-deleted');
  await page.goto(address);
  await editor.getByText('Conversation not found').waitFor();
  await look('no-conversation');
}

export const CONVERSATIONS = [
  { name: 'Conversations', visit: list },
  { name: 'a search of conversations', visit: search },
  { name: 'an export', visit: exporting },
  { name: 'a conversation', visit: thread },
];
