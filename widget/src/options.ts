import { parseHex } from './colour';
import type { SessionMode, WidgetConfig } from './protocol';

/** What a page may say about the widget. Nothing about prompts, models or limits is among it. */
export const ATTRIBUTES = [
  'data-key',
  'data-api-url',
  'data-title',
  'data-welcome-message',
  'data-placeholder',
  'data-position',
  'data-accent-color',
  'data-open',
  'data-session',
  'data-isolation',
  'data-locale',
  'data-engine',
] as const;

export interface Options {
  key: string;
  apiUrl: string;
  title: string | undefined;
  welcomeMessage: string | undefined;
  placeholder: string | undefined;
  position: WidgetConfig['tokens']['layout']['position'] | undefined;
  accentColor: string | undefined;
  open: boolean;
  session: SessionMode | undefined;
  /** `iframe`: the chat runs in a frame. `panel`: it is in one, and fills it. */
  isolation: 'shadow' | 'iframe' | 'panel' | undefined;
  locale: string | undefined;
  engine: string | undefined;
}

function oneOf<T extends string>(value: string | undefined, allowed: readonly T[]): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

export function readOptions({ dataset }: HTMLElement): Options {
  const accent = dataset.accentColor;
  return {
    key: dataset.key ?? '',
    apiUrl: (dataset.apiUrl ?? '').replace(/\/+$/, ''),
    title: dataset.title,
    welcomeMessage: dataset.welcomeMessage,
    placeholder: dataset.placeholder,
    position: oneOf(dataset.position, ['bottom-right', 'bottom-left']),
    accentColor: accent && parseHex(accent) ? accent : undefined,
    open: dataset.open !== undefined && dataset.open !== 'false',
    session: oneOf(dataset.session, ['tab', 'device', 'none']),
    isolation: oneOf(dataset.isolation, ['shadow', 'iframe', 'panel']),
    locale: dataset.locale,
    engine: dataset.engine || undefined,
  };
}

/** The server's config with the page's own wishes on top. */
export function overrideConfig(config: WidgetConfig, options: Options): WidgetConfig {
  const { copy, tokens, behaviour } = config;
  return {
    ...config,
    copy: {
      ...copy,
      title: options.title ?? copy.title,
      welcome_message: options.welcomeMessage ?? copy.welcome_message,
      placeholder: options.placeholder ?? copy.placeholder,
    },
    tokens: {
      ...tokens,
      brand: { ...tokens.brand, primary: options.accentColor ?? tokens.brand.primary },
      layout: { ...tokens.layout, position: options.position ?? tokens.layout.position },
    },
    behaviour: { ...behaviour, session: options.session ?? behaviour.session },
  };
}
