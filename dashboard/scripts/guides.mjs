// The guides: docs/*.md as pages of the console, under its strict policy. They are rendered at build time, so no browser renders Markdown.
// micromark renders Markdown like the repository's own viewer; its GFM extension adds tables.
import { readdirSync, readFileSync } from 'node:fs';
import { micromark } from 'micromark';
import { gfmTable, gfmTableHtml } from 'micromark-extension-gfm-table';

const DOCS = new URL('../../docs/', import.meta.url);
const STYLE = new URL('guides.css', import.meta.url);
/** The guide to read first comes first; the others follow by name. */
const FIRST = ['embedding', 'deploying'];

const plain = (html) => html.replaceAll(/<[^>]+>/g, '');

/** Ids like GitHub's, so that links into a guide work in both places. */
const anchorOf = (heading) =>
  plain(heading)
    .toLowerCase()
    .replaceAll(/&\w+;|[^\p{L}\p{N} -]/gu, '')
    .replaceAll(' ', '-');

function readGuide(name) {
  const html = micromark(readFileSync(new URL(`${name}.md`, DOCS), 'utf8'), {
    extensions: [gfmTable()],
    htmlExtensions: [gfmTableHtml()],
  });
  const body = html
    .replaceAll(/<h([2-4])>(.*?)<\/h\1>/g, (_, level, text) => {
      return `<h${level} id="${anchorOf(text)}">${text}</h${level}>`;
    })
    .replaceAll(/<a href="([\w-]+)\.md(#[^"]*)?"/g, '<a href="$1.html$2"')
    // Wide tables and code scroll, and the keyboard must be able to reach them.
    .replaceAll('<table>', '<div class="wide" tabindex="0" role="group" aria-label="Table"><table>')
    .replaceAll('</table>', '</table></div>')
    .replaceAll('<pre>', '<pre tabindex="0">');
  const title = plain(/<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? name);
  const sections = [...body.matchAll(/<h2 id="([^"]+)">(.*?)<\/h2>/g)];
  return { name, title, body, sections };
}

const link = (href, text, isCurrent = false) =>
  `<a href="${href}"${isCurrent ? ' aria-current="page"' : ''}>${text}</a>`;

function pageOf({ name, title, body, sections }, guides) {
  const others = guides.map((guide) =>
    link(`${guide.name}.html`, guide.title, guide.name === name),
  );
  const contents = sections.map(([, id, text]) => `<li>${link(`#${id}`, plain(text))}</li>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${title} · BubbleChat</title>
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="guides.css">
</head>
<body>
<header>
<nav aria-label="BubbleChat">${link('/', 'BubbleChat')}${others.join('')}${link('/docs', 'API reference')}</nav>
</header>
<div class="page">
<nav aria-label="On this page"><ul>${contents.join('')}</ul></nav>
<main>${body}</main>
</div>
</body>
</html>
`;
}

/** Every file of the guides, by its name under `/guides/`. */
function build() {
  const names = readdirSync(DOCS)
    .filter((file) => file.endsWith('.md'))
    .map((file) => file.slice(0, -3));
  const rank = (name) => (FIRST.indexOf(name) + 1 || FIRST.length + 1) - 1;
  const guides = names.sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)).map(readGuide);
  const files = new Map(guides.map((guide) => [`${guide.name}.html`, pageOf(guide, guides)]));
  return files.set('guides.css', readFileSync(STYLE, 'utf8'));
}

/** A Vite plugin that serves `/guides/` in the built dashboard and during development. */
export const guides = () => ({
  name: 'guides',
  generateBundle() {
    for (const [file, source] of build()) {
      this.emitFile({ type: 'asset', fileName: `guides/${file}`, source });
    }
  },
  configureServer({ middlewares }) {
    middlewares.use('/guides', (request, response, next) => {
      const file = new URL(request.url, 'http://guides').pathname.slice(1);
      const text = build().get(file);
      if (text === undefined) return next();
      response.setHeader('content-type', file.endsWith('.css') ? 'text/css' : 'text/html');
      response.end(text);
    });
  },
});
