// The command that publishes the web parts alone: the same names and headers as the publishing function, and clear errors.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { cacheControl, contentType, filesOf, isVersioned } from '../../infra/web-files.mjs';

const INFRA = new URL('../../infra/', import.meta.url);
const RULES = readFileSync(new URL('../../crates/http/src/web_file.rs', import.meta.url), 'utf8');

const RESOURCES = {
  WidgetBucket: 'site-bucket',
  DashboardBucket: 'console-bucket',
  Cdn: 'arn:nested',
  SiteDistribution: 'ESITE',
  ConsoleDistribution: 'ECONSOLE',
};

function folder(t) {
  const made = mkdtempSync(path.join(tmpdir(), 'bubblechat-'));
  t.after(() => rmSync(made, { recursive: true, force: true }));
  return made;
}

function write(root, names) {
  for (const name of names) {
    mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    writeFileSync(path.join(root, name), name);
  }
}

const BUILT = {
  widget: ['widget.js', 'widget-0.1.0-9c7ed4c2.js', 'chunks/chat-ABCD1234.js', 'manifest.json'],
  dashboard: ['index.html', 'guides/index.html', 'favicon.svg', 'assets/index-Bx4f9Qz1.css'],
};

/** A checkout with the command and with web parts that are built already. */
function checkout(t) {
  const root = folder(t);
  for (const name of ['publish-web.mjs', 'web-files.mjs']) {
    cpSync(new URL(name, INFRA), path.join(root, 'infra', name));
  }
  for (const [part, names] of Object.entries(BUILT)) {
    write(path.join(root, part), ['package-lock.json', 'node_modules/.package-lock.json']);
    write(path.join(root, part, 'dist'), [...names, 'types/index.d.ts', 'a.js.map', '.hidden']);
  }
  return root;
}

/** Runs the command with an `aws` that writes down its arguments and what it is given, and an `npm` that builds nothing. */
function publish(t, { args = ['bubblechat'], aws, npm = 'exit 0' } = {}) {
  const bin = folder(t);
  const log = path.join(bin, 'log');
  const resources = JSON.stringify({
    StackResources: Object.entries(RESOURCES).map(([LogicalResourceId, PhysicalResourceId]) => ({
      LogicalResourceId,
      PhysicalResourceId,
    })),
  });
  const usual = `case "$1" in cloudformation) echo '${resources}' ;; esac
    case "$2" in cp) (cd "$3" && find . -type f | sed "s|^./|put $4|; s|$| $*|") >> ${log} ;; *) echo "$*" >> ${log} ;; esac`;
  for (const [name, script] of Object.entries({ aws: aws ?? usual, npm })) {
    if (!script) continue;
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`);
    chmodSync(path.join(bin, name), 0o755);
  }
  const env = { PATH: `${bin}${aws === '' ? '' : ':/usr/bin:/bin'}` };
  const done = spawnSync(
    process.execPath,
    [path.join(checkout(t), 'infra/publish-web.mjs'), ...args],
    {
      env,
      encoding: 'utf8',
    },
  );
  let lines = [];
  try {
    lines = readFileSync(log, 'utf8').trim().split('\n');
  } catch {}
  return { ...done, lines, puts: lines.filter((line) => line.startsWith('put ')) };
}

test('the rules are those of the publishing function', () => {
  for (const [, extensions, type] of RULES.matchAll(/^ {8}("[^=]+") => "([^"]+)",$/gm)) {
    for (const [, extension] of extensions.matchAll(/"(\w+)"/g)) {
      assert.equal(contentType(`a.${extension}`), type, extension);
    }
  }
  assert.equal(contentType('a.exe'), 'application/octet-stream');
  const named = (rule) => {
    const [, body] = new RegExp(`fn ${rule}\\(\\) \\{([\\s\\S]*?)\\n {4}\\}`).exec(RULES);
    return [...body.matchAll(/"([\w./-]+\.\w+)"/g)].map(([, name]) => name);
  };
  const kept = named('files_that_never_change_are_cached_for_a_year');
  const fresh = named('files_that_may_change_are_not');
  assert.ok(kept.length > 5 && fresh.length > 5);
  for (const name of kept) assert.equal(isVersioned(name), true, name);
  for (const name of fresh) assert.equal(isVersioned(name), false, name);
  assert.equal(cacheControl('index.html'), 'no-cache');
  for (const text of ['public, max-age=31536000, immutable', 'no-cache', 'public, max-age=300']) {
    assert.ok(RULES.includes(`"${text}"`), text);
  }
});

test('what is for npm or for debugging is not published, and what never changes comes first', (t) => {
  const dist = folder(t);
  write(dist, [
    'index.html',
    'assets/a-0a1b2c3d.js',
    'a.js.map',
    '.hidden',
    'types/index.d.ts',
    'z.svg',
  ]);
  const found = filesOf(pathToFileURL(`${dist}/`));
  assert.deepEqual(found, ['assets/a-0a1b2c3d.js', 'index.html', 'z.svg']);
});

test('every file is stored with its headers, and what may change is invalidated last', (t) => {
  const { status, stderr, lines, puts } = publish(t);
  assert.equal(status, 0, stderr);
  for (const [part, bucket] of [
    ['widget', 'site-bucket'],
    ['dashboard', 'console-bucket'],
  ]) {
    const files = BUILT[part];
    const stored = puts.filter((line) => line.startsWith(`put s3://${bucket}/`));
    assert.equal(stored.length, files.length);
    for (const name of files) {
      const line = stored.find((one) => one.startsWith(`put s3://${bucket}/${name} `));
      const headers = `--content-type ${contentType(name)} --cache-control ${cacheControl(name)}`;
      assert.ok(line?.endsWith(headers), `${name}: ${line}`);
    }
    const place = (wanted) =>
      stored.findIndex((line) => line.startsWith(`put s3://${bucket}/${wanted} `));
    const last = files.filter(isVersioned).map(place);
    const first = files.filter((name) => !isVersioned(name)).map(place);
    assert.ok(Math.max(...last) < Math.min(...first));
  }
  const invalidations = lines.filter((line) => line.startsWith('cloudfront'));
  assert.equal(invalidations.length, 2);
  assert.match(invalidations[0], /--distribution-id ESITE --paths .*\/widget\.js/);
  assert.match(invalidations[1], /--distribution-id ECONSOLE --paths .*\/index\.html/);
  assert.ok(!lines.some((line) => /\b(rm|sync|delete)\b/.test(line)));
});

test('a dry run stores nothing and says what it would do', (t) => {
  const { status, stdout, puts } = publish(t, {
    args: ['bubblechat', '--region', 'eu-west-1', '--dry-run'],
  });
  assert.equal(status, 0);
  assert.deepEqual(puts, []);
  assert.match(stdout, /files to s3:\/\/site-bucket/);
});

const DENIED = 'An error occurred (ValidationError): Stack with id x does not exist';
for (const [name, given, line] of [
  ['a missing stack', { aws: `echo '${DENIED}' >&2; exit 254` }, /does not exist/],
  [
    'missing credentials',
    { aws: `echo 'Unable to locate credentials' >&2; exit 253` },
    /credentials/,
  ],
  ['another stack', { aws: `echo '{"StackResources":[]}'` }, /no deployment of BubbleChat/],
  ['no aws', { aws: '' }, /"aws" is missing/],
  ['a failed build', { npm: `echo 'error TS1: no' >&2; exit 1` }, /npm .*error TS1: no/],
  ['no stack at all', { args: [] }, /publish-web\.mjs STACK/],
  ['an unknown option', { args: ['x', '--force'] }, /--force/],
]) {
  test(`says in one line what is wrong: ${name}`, (t) => {
    const { status, stderr, puts } = publish(t, given);
    assert.equal(status, 1);
    assert.match(stderr, line);
    assert.equal(stderr.trim().split('\n').length, 1);
    assert.deepEqual(puts, []);
  });
}
