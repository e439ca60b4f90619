// The CloudFront functions, as CloudFront calls them.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const load = (name) => {
  const code = readFileSync(new URL(`../../infra/edge/${name}.js`, import.meta.url), 'utf8');
  // The file is a CloudFront function, which isn't a module.
  return new Function(`${code}; return handler;`)();
};
const guide = load('guide');
const places = load('places');
const vouch = load('vouch');

const event = (uri, headers = {}) => ({
  version: '1.0',
  context: { eventType: 'viewer-request', requestId: 'request-1' },
  viewer: { ip: '198.51.100.7' },
  request: {
    method: 'GET',
    uri,
    querystring: {},
    cookies: {},
    headers: { host: { value: 'chat.example' }, ...headers },
  },
});

test('the viewer’s address and the host are told', () => {
  const { headers } = vouch(event('/v1/chat'));
  assert.equal(headers['x-bubblechat-address'].value, '198.51.100.7');
  assert.equal(headers['x-bubblechat-host'].value, 'chat.example');
});

test('nobody vouches for oneself', () => {
  const { headers } = vouch(
    event('/v1/chat', {
      'x-bubblechat-address': {
        value: '203.0.113.9',
        multiValue: [{ value: '203.0.113.9' }, { value: '203.0.113.10' }],
      },
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

test('files are read and nothing else reaches the bucket', () => {
  const reading = event('/widget.js');
  assert.equal(guide(reading), reading.request);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']) {
    const asked = event('/widget.js');
    asked.request.method = method;
    assert.ok(guide(asked).statusCode, method);
  }
});

test('a page of the API reference needs no extension', () => {
  for (const [uri, file] of [
    ['/docs', '/docs.html'],
    ['/docs/coming-from-another-widget', '/docs/coming-from-another-widget.html'],
    ['/docs.css', '/docs.css'],
    ['/docs/', '/docs/'],
    ['/widget.js', '/widget.js'],
  ]) {
    assert.equal(guide(event(uri)).uri, file, uri);
  }
});

test('who sends a message elsewhere is told where it goes, as the function tells it', () => {
  const asked = event('/api/v1/chat');
  asked.request.method = 'POST';
  const { statusCode, headers, body } = guide(asked);
  const { error } = JSON.parse(body.data);
  assert.deepEqual([statusCode, error.code, error.request_id], [404, 'not_found', 'request-1']);
  assert.equal(headers['access-control-allow-origin'].value, '*');
  const code = readFileSync(new URL('../../crates/http/src/lib.rs', import.meta.url), 'utf8');
  assert.ok(code.replace(/\\\n\s+/g, '').includes(error.message), error.message);
});

test('a preflight is answered like those of the functions', () => {
  const asked = event('/send');
  asked.request.method = 'OPTIONS';
  const { statusCode, headers } = guide(asked);
  assert.equal(statusCode, 204);
  const code = readFileSync(new URL('../../crates/http/src/headers.rs', import.meta.url), 'utf8');
  for (const { value } of Object.values(headers)) assert.ok(code.includes(`"${value}"`), value);
});
