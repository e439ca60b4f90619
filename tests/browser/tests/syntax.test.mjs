// The built files hold no syntax that a supported browser doesn't know.
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { WIDGET_DIST } from '../paths.mjs';
import { insistOn } from '../requirements.mjs';

insistOn('widget');
const { transform } = createRequire(new URL('../../../widget/package.json', import.meta.url))(
  'esbuild',
);

const guide = readFileSync(new URL('../../../docs/embedding.md', import.meta.url), 'utf8');
const supported = ['Chrome', 'Firefox', 'Safari'].map((name) => {
  const [, version] = new RegExp(`^\\| ${name}.*\\| ([\\d.]+) \\|$`, 'm').exec(guide);
  return name.toLowerCase() + version;
});

const files = readdirSync(WIDGET_DIST, { recursive: true }).filter((name) => /\.m?js$/.test(name));

/** Whether the file stays as it is when its syntax is translated for these browsers. */
async function isFor(target, name) {
  const source = readFileSync(new URL(name, WIDGET_DIST), 'utf8');
  const [as, translated] = await Promise.all(
    ['esnext', target].map((wanted) => transform(source, { target: wanted, logLevel: 'silent' })),
  );
  return as.code === translated.code;
}

test('every built file is for every supported browser', async () => {
  const tooNew = [];
  for (const name of files) if (!(await isFor(supported, name))) tooNew.push(name);
  assert.deepEqual(tooNew, []);
  assert.ok(files.includes('widget.js'));
});

test('a browser of 2020 would not be among them', async () => {
  assert.equal(await isFor('chrome80', 'widget.js'), false);
});
