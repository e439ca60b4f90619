/** The snippets to paste into pages, as docs/embedding.md describes them. */

export interface Place {
  /** The site's origin. */
  site: string;
  key: string;
}

/** The build that the site currently serves, from its manifest. */
export interface Build {
  version: string;
  file: string;
  integrity: string;
}

/** The placeholder in the snippet until there is a key. */
export const NO_KEY = 'YOUR_PUBLISHABLE_KEY';

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

const tag = (name: string, attributes: Record<string, string | true>): string => {
  const parts = Object.entries(attributes).map(([attribute, value]) =>
    value === true ? attribute : `${attribute}="${escapeHtml(value)}"`,
  );
  return `<${[name, ...parts].join('\n  ')}></${name}>`;
};

/** On one line, which is easiest to paste. */
export const scriptTag = ({ site, key }: Place): string =>
  tag('script', { src: `${site}/widget.js`, 'data-key': key, async: true }).replaceAll('\n  ', ' ');

export const pinnedTag = ({ site, key }: Place, { file, integrity }: Build): string =>
  tag('script', {
    src: `${site}/${file}`,
    integrity,
    crossorigin: 'anonymous',
    'data-key': key,
    async: true,
  });

export const iframeTag = ({ site, key }: Place): string =>
  tag('script', {
    src: `${site}/widget.js`,
    'data-key': key,
    'data-isolation': 'iframe',
    async: true,
  });

export const reactCode = ({ site, key }: Place): string =>
  `import { ChatWidget } from '@bubblechat/widget/react';

export function Chat() {
  return <ChatWidget apiKey="${escapeHtml(key)}" apiUrl="${escapeHtml(site)}" />;
}
`;

export const moduleCode = ({ site, key }: Place): string =>
  `import { defineChatWidget } from '@bubblechat/widget';

defineChatWidget();

const chat = document.createElement('chat-widget');
chat.dataset.key = ${JSON.stringify(key)};
chat.dataset.apiUrl = ${JSON.stringify(site)};
document.body.append(chat);
`;

interface PolicyOptions {
  site: string;
  /** The script is part of the page's own bundle. */
  isBundled: boolean;
  isIframe: boolean;
  imageHosts: readonly string[];
}

/** What a page with a Content-Security-Policy must allow in addition. */
export function policyLines({ site, isBundled, isIframe, imageHosts }: PolicyOptions): string[] {
  return [
    !isBundled && `script-src ${site};`,
    `connect-src ${site};`,
    isIframe && `frame-src ${site};`,
    imageHosts.length > 0 && `img-src ${imageHosts.map((host) => `https://${host}`).join(' ')};`,
  ].filter((line) => line !== false);
}

export const ATTRIBUTES: readonly (readonly [name: string, means: string])[] = [
  ['data-title', 'The name in the header.'],
  ['data-welcome-message', 'The greeting in an empty chat.'],
  ['data-placeholder', 'The text in the empty input.'],
  ['data-position', '“bottom-right” or “bottom-left”.'],
  ['data-accent-color', 'A hex colour that replaces the primary colour.'],
  ['data-open', 'Opens the chat when the page loads, unless the visitor has closed it.'],
  [
    'data-session',
    '“tab”: one conversation per tab. “device”: kept on the device. “none”: not kept.',
  ],
  ['data-isolation', '“shadow”, or “iframe”.'],
  ['data-locale', '“en”, “de”, “es”, “fr”, “ja” or “ar”. The default is the page’s language.'],
  ['data-engine', 'One of the engines that visitors may choose.'],
  ['data-container', 'A CSS selector for the element in which the chat is mounted.'],
];
