// The CloudFront functions, as CloudFront calls them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const load = (name) => {
  const code = readFileSync(new URL(`../../infra/edge/${name}.js`, import.meta.url), 'utf8');
  // biome-ignore lint/security/noGlobalEval: the file is a CloudFront function, which isn't a module.
  return new Function(`${code}; return handler;`)();
};
const vouch = load('vouch');
const places = load('places');

const event = (uri, headers = {}) => ({
  version: '1.0',
  context: { eventType: 'viewer-request' },
  viewer: { ip: '198.51.100.7' },
  request: { method: 'GET', uri, querystring: {}, cookies: {}, headers: { host: { value: 'chat.example' }, ...headers } },
});

test('the viewer’s address and the host are told', () => {
  const { headers } = vouch(event('/v1/chat'));
  assert.equal(headers['x-bubblechat-address'].value, '198.51.100.7');
  assert.equal(headers['x-bubblechat-host'].value, 'chat.example');
});

test('nobody vouches for oneself', () => {
  const { headers } = vouch(
    event('/v1/chat', {
      'x-bubblechat-address': { value: '203.0.113.9', multiValue: [{ value: '203.0.113.9' }, { value: '203.0.113.10' }] },
      'x-bubblechat-host': { value: 'bank.example' },
      'x-api-key': { value: 'bc_pk_x' },
    }),
  );
  assert.deepEqual(headers['x-bubblechat-address'], { value: '198.51.100.7' });
  assert.deepEqual(headers['x-bubblechat-host'], { value: 'chat.example' });
  assert.equal(headers['x-api-key'].value, 'bc_pk_x');
});

test('places inside the dashboard are its one page', () => {
  for (const uri of ['/', '/tenants', '/tenants/acme', '/tenants/acme/', '/v1.2/tenants']) {
    assert.equal(places(event(uri)).uri, '/index.html', uri);
  }
});

test('files keep their names, also those that are not there', () => {
  for (const uri of ['/index.html', '/assets/index-Bx4f9Qz1.js', '/favicon.svg', '/missing.js']) {
    assert.equal(places(event(uri)).uri, uri);
  }
});
