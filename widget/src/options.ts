import { withParts } from './config';
import type { WidgetConfig } from './protocol';

/** What a page may say about the widget. Nothing about prompts, models or limits is among it. */
export const ATTRIBUTES = [
  'key',
  'api-url',
  'session',
  'locale',
  'isolation',
  'title',
  'welcome-message',
  'placeholder',
  'position',
  'accent-color',
  'open',
  'engine',
].map((name) => `data-${name}`);

/** These decide what is fetched and kept; a change starts the widget again. */
export const RESTARTING = ATTRIBUTES.slice(0, 5);

export interface Options {
  key: string;
  apiUrl: string;
  open: boolean;
  /** `iframe`: the chat runs in a frame. `panel`: it is in one, and fills it. */
  isolation: string | undefined;
  locale: string | undefined;
}

export function readOptions({ dataset }: HTMLElement): Options {
  const { key = '', apiUrl = '', open = 'false', isolation, locale } = dataset;
  return {
    key,
    apiUrl: apiUrl.replace(/\/+$/, ''),
    open: open !== 'false',
    isolation,
    locale,
  };
}

const valid = (value: string | undefined, rule: RegExp): string | undefined =>
  value && rule.test(value) ? value : undefined;

/** The server's config with the page's own wishes on top; what makes no sense is left out. */
export function overrideConfig(config: WidgetConfig, { dataset }: HTMLElement): WidgetConfig {
  const { title, welcomeMessage, placeholder, accentColor, position, session } = dataset;
  return withParts(config, {
    copy: { title, welcome_message: welcomeMessage, placeholder },
    tokens: {
      brand: { primary: valid(accentColor, /^#([\da-f]{3}){1,2}$/i) },
      layout: { position: valid(position, /^bottom-(right|left)$/) },
    },
    behaviour: { session: valid(session, /^(tab|device|none)$/) },
  });
}
