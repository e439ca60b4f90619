import { expect, test } from 'vitest';

/** Lowest layer first: a folder imports only from the folders above it in this list. Files outside the folders are the top layer. */
const LAYERS = [
  ['generated'],
  ['ui'],
  ['api'],
  ['export'],
  ['draft'],
  ['usage'],
  ['tenant'],
  ['preview'],
  ['creation'],
  ['editor', 'session', 'tenants', 'versions', 'audit', 'tabs/*'],
  ['people'],
  ['team', 'tokens'],
  ['shell'],
];

const sources = Object.entries(
  import.meta.glob<string>('../src/**/*.{ts,tsx}', {
    query: '?raw',
    import: 'default',
    eager: true,
  }),
).map(([path, text]) => ({ file: path.replace('../src/', ''), text }));

/** `tabs/keys` for tabs, otherwise the first folder; empty for a file outside the folders. */
const folderOf = (file: string): string => /^(?:tabs\/[^/]+|[^/]+)(?=\/)/.exec(file)?.[0] ?? '';

function heightOf(folder: string): number {
  if (!folder) return LAYERS.length;
  return LAYERS.findIndex((layer) => layer.includes(folder.replace(/^tabs\/.+/, 'tabs/*')));
}

/** Our own folders that a file imports from. */
function importedBy(file: string, text: string): string[] {
  const specifiers = [...text.matchAll(/(?:from|import\(|^import) ?'([^']+)'/gm)].map(
    ([, to]) => to,
  );
  return specifiers.flatMap((to = '') => {
    if (to.startsWith('~/')) return [folderOf(to.slice(2))];
    return to.startsWith('.') ? [folderOf(new URL(to, `file:///${file}`).pathname.slice(1))] : [];
  });
}

test('every folder has a layer', () => {
  const folders = new Set(sources.map(({ file }) => folderOf(file)));
  expect([...folders].filter((folder) => heightOf(folder) < 0)).toEqual([]);
});

test('imports lead only downwards', () => {
  const upwards = sources.flatMap(({ file, text }) => {
    const from = folderOf(file);
    const wrong = importedBy(file, text).filter(
      (to) => to !== from && heightOf(to) >= heightOf(from),
    );
    return wrong.map((to) => `${file} imports from ${to}`);
  });
  expect(sources.length).toBeGreaterThan(100);
  expect(upwards).toEqual([]);
});
