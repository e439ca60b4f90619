import { withParts } from './config';
import { COLOR_PATTERN, POSITION_VALUES, SESSION_MODE_VALUES, type WidgetConfig } from './protocol';

const attributes = (...names: string[]): string[] => names.map((name) => `data-${name}`);

/** These decide what is fetched and stored, so a change restarts the widget. */
export const RESTARTING = attributes('key', 'api-url', 'session', 'locale', 'isolation');

/** What a page can set. Prompts, models and limits are not among it. */
export const ATTRIBUTES = [
  ...RESTARTING,
  ...attributes(
    'title',
    'welcome-message',
    'placeholder',
    'position',
    'accent-color',
    'open',
    'engine',
  ),
];

export interface Options {
  key: string;
  apiUrl: string;
  open: boolean;
  /** `iframe`: the chat runs in a frame. `panel`: this is the widget in the frame, and fills it. */
  isolation: string | undefined;
  locale: string | undefined;
}

/** A publishable key shows what it is, whatever the attribute is called. */
export const keyOf = ({ key, ...others }: DOMStringMap = {}): string =>
  key || Object.values(others).find((value) => value?.startsWith('bc_pk_')) || '';

/** The site's origin, without the route that other widgets want there. */
export const siteOf = (address = ''): string => address.replace(/^(\w+:\/\/[^/?#]+).*|\/+$/, '$1');

export function readOptions({ dataset }: HTMLElement): Options {
  const { apiUrl, open = 'false', isolation, lang, locale = lang } = dataset;
  return {
    key: keyOf(dataset),
    apiUrl: siteOf(apiUrl),
    open: open !== 'false',
    isolation,
    locale,
  };
}

const COLOR = new RegExp(COLOR_PATTERN);

/** The known value that this is, or ends like: `left` is `bottom-left`. */
const oneOf = <Value extends string>(values: readonly Value[], value: string | undefined) =>
  values.find((known) => value && known.endsWith(value));

/** The server's config, overridden by the page's attributes. Invalid ones are ignored. */
export function overrideConfig(config: WidgetConfig, { dataset }: HTMLElement): WidgetConfig {
  const { title, welcomeMessage, placeholder, accentColor = '', position, session } = dataset;
  return withParts(config, {
    copy: { title, welcome_message: welcomeMessage, placeholder },
    tokens: {
      brand: { primary: COLOR.test(accentColor) ? accentColor : undefined },
      layout: { position: oneOf(POSITION_VALUES, position) },
    },
    behaviour: { session: oneOf(SESSION_MODE_VALUES, session) },
  });
}
