export type { Strings } from './english';

/** A language of the widget. To add one, add a row to the table below, and its words to `translations.ts`. */
export interface Language {
  readonly code: string;
  /** The launcher's label before the words have loaded. */
  readonly label: string;
  readonly dir: 'ltr' | 'rtl';
}

export const english: Language = { code: 'en', label: 'Chat', dir: 'ltr' };

/** In the order of the menu. */
export const LANGUAGES: readonly Language[] = [
  english,
  { code: 'de', label: 'Chat', dir: 'ltr' },
  { code: 'es', label: 'Chat', dir: 'ltr' },
  { code: 'fr', label: 'Chat', dir: 'ltr' },
  { code: 'ja', label: 'チャット', dir: 'ltr' },
  { code: 'ar', label: 'دردشة', dir: 'rtl' },
];

/** The first of these language tags that the widget speaks, else English. */
export function languageOf(...wanted: (string | undefined)[]): Language {
  for (const tag of wanted) {
    const code = tag?.toLowerCase().split(/[-_]/)[0];
    const found = LANGUAGES.find((language) => language.code === code);
    if (found) return found;
  }
  return english;
}
