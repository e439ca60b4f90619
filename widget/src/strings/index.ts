import { orNothing } from '../lazy';
import { ENGLISH, type Strings } from './english';

export { ENGLISH, type Strings } from './english';

/** Loaded with the visitor's first interest, as files of their own. */
const LANGUAGES: Record<string, () => Promise<{ default: Strings }>> = {
  ar: () => import('./arabic'),
  de: () => import('./german'),
  es: () => import('./spanish'),
  fr: () => import('./french'),
  ja: () => import('./japanese'),
};

/** The launcher's label is needed before anything may be loaded; in the others it is the same word. */
const LABELS: Record<string, string> = { ar: 'دردشة', ja: 'チャット' };

export interface Locale {
  readonly language: string;
  readonly direction: 'ltr' | 'rtl';
  readonly label: string;
  /** `null` where the words do not come. */
  load(): Promise<Strings | null>;
}

/** The first of these languages that the widget speaks, else English. */
export function localeOf(...wanted: (string | undefined)[]): Locale {
  const codes = wanted.map((tag) => tag?.toLowerCase().split(/[-_]/)[0] ?? '');
  const language = codes.find((code) => code === 'en' || LANGUAGES[code]) ?? 'en';
  return {
    language,
    direction: language === 'ar' ? 'rtl' : 'ltr',
    label: LABELS[language] ?? ENGLISH.title,
    load: async () =>
      language === 'en' ? ENGLISH : ((await orNothing(LANGUAGES[language]?.()))?.default ?? null),
  };
}
