// The data on the walk's servers: one server is empty, the other has a tenant with everything.
import { createHash } from 'node:crypto';
import { request } from 'playwright-core';
import { admin, makeTenant, startSession } from '../dashboard.mjs';
import { startLocalServer } from '../local-server.mjs';

/** The tenant that has everything. */
export const FULL = 'fern-and-field';
/** A tenant with nothing but its name. */
export const PLAIN = 'northwind-travel';
/** The tenants in which something is saved or deleted, so that the others stay unchanged. */
export const SAVED = 'acme-outdoors';
export const DOOMED = 'lumen-dental';

const PLAIN_TENANTS = [
  [SAVED, 'Acme Outdoors', '#b4532a'],
  [DOOMED, 'Lumen Dental', '#6d4bd1'],
  [PLAIN, 'Northwind Travel', '#8f8f87'],
];

const FULL_TENANT = {
  name: 'Fern & Field',
  copy: {
    title: 'Fern & Field',
    subtitle: 'Answers right away',
    welcome_message: 'Hello! Ask me about plants, orders or opening hours.',
    suggestions: ['Opening hours', 'Track my order'],
    privacy_note: 'AI answers can be wrong. We keep chats for 90 days.',
  },
  tokens: { brand: { primary: '#0f766e', secondary: '#f2c14e' } },
  behaviour: { image_hosts: ['images.fern.example'] },
  prompt: 'You are the assistant of Fern & Field, a garden shop. Be friendly and brief.',
  engines: [
    {
      name: 'rules',
      provider: 'rules',
      rules: [
        { pattern: 'saturday', answer: 'Yes. Saturday delivery is **free over €40**.' },
        { pattern: '/hours?|open/', answer: 'From 9 to 5, Monday to Saturday.' },
      ],
      fallback: 'I will ask a colleague. Anything else?',
    },
    { name: 'main', provider: 'openai', model: 'gpt-5-mini' },
  ],
  default_engine: 'rules',
  visitor_engines: ['rules', 'main'],
  origins: ['https://fern.example', 'https://*.preview.fern.example'],
};

const QUESTIONS = [
  'Do you deliver on Saturdays?',
  'When are you open?',
  'Do you sell bonsai pots?',
];

/** The headers that a visitor's page sends. */
async function visitor(server, key, session, method, path, body) {
  const data = JSON.stringify(body);
  const response = await fetch(`${server.site}/v1${path}`, {
    method,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      origin: 'https://fern.example',
      'x-api-key': key,
      'x-session-id': session,
      'x-amz-content-sha256': createHash('sha256').update(data).digest('hex'),
    },
    body: data,
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
  return text ? JSON.parse(text) : null;
}

async function converse(server, key) {
  for (const message of QUESTIONS) {
    const session = crypto.randomUUID();
    const page = { url: 'https://fern.example/delivery', title: 'Delivery' };
    const question = { session_id: session, message, engine: 'rules', page };
    const { reply_id } = await visitor(server, key, session, 'POST', '/chat', question);
    const feedback = { rating: 'down', comment: 'No colleague has asked me back.' };
    await visitor(server, key, session, 'PUT', `/replies/${reply_id}/feedback`, feedback);
  }
}

async function furnish(operator, server) {
  for (const [slug, name, primary] of PLAIN_TENANTS) {
    await makeTenant(operator, server, { slug, name, tokens: { brand: { primary } } });
  }
  await makeTenant(operator, server, { slug: FULL, ...FULL_TENANT });
  const makeKey = (key) => admin(operator, server, 'POST', `/tenants/${FULL}/keys`, key);
  const { key } = await makeKey({ name: 'Web shop', kind: 'publishable' });
  await makeKey({ name: 'Nightly export', kind: 'secret', scopes: ['conversations:read'] });
  const { id } = await makeKey({ name: 'Old shop', kind: 'publishable' });
  await admin(operator, server, 'DELETE', `/tenants/${FULL}/keys/${id}`);
  await converse(server, key);
}

/** `session`: the cookies of the signed-in operator. */
export async function startServers() {
  const [empty, full] = await Promise.all([
    startLocalServer({ demo: false }),
    startLocalServer({ demo: false }),
  ]);
  const operator = { request: await request.newContext() };
  await startSession(operator, full);
  await furnish(operator, full);
  const { cookies } = await operator.request.storageState();
  await operator.request.dispose();
  const stop = () => Promise.all([empty.stop(), full.stop()]);
  return { empty, full: { ...full, session: cookies }, stop };
}
