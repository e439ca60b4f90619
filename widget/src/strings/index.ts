import { orNothing } from '../parts';
import { ENGLISH, type Strings } from './english';

export type { Strings } from './english';

/** Loaded with the visitor's first interest, as files of their own. */
const LANGUAGES: Record<string, () => Promise<{ default: Strings }>> = {
  ar: () => import('./arabic'),
  de: () => import('./german'),
  es: () => import('./spanish'),
  fr: () => import('./french'),
  ja: () => import('./japanese'),
};

/** The launcher's label is needed before anything may be loaded. */
const OPEN_LABELS: Record<string, string> = {
  ar: 'فتح المحادثة',
  de: 'Chat öffnen',
  es: 'Abrir el chat',
  fr: 'Ouvrir le chat',
  ja: 'チャットを開く',
};

export interface Locale {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly openLabel: string;
  /** A language that does not come leaves the chat in English. */
  load(): Promise<Strings>;
}

/** The first of these languages that the widget speaks, else English. */
export function localeOf(...wanted: (string | undefined)[]): Locale {
  const codes = wanted.map((tag) => tag?.toLowerCase().split(/[-_]/)[0] ?? '');
  const language = codes.find((code) => code === 'en' || LANGUAGES[code]) ?? 'en';
  return {
    language,
    direction: language === 'ar' ? 'rtl' : 'ltr',
    openLabel: OPEN_LABELS[language] ?? ENGLISH.open,
    load: async () => (await orNothing(LANGUAGES[language]?.()))?.default ?? ENGLISH,
  };
}
