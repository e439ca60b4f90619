import type { Strings } from './english';

export type { Strings } from './english';

/** A language of the widget. To add one, add a row to the table below and a file with its words. */
export interface Language {
  readonly code: string;
  /** The launcher's label before the words have loaded. */
  readonly label: string;
  readonly dir: 'ltr' | 'rtl';
  /** Loads the file with the words; the English ones come with the content. */
  load?(): Promise<{ default: Strings }>;
}

const english: Language = { code: 'en', label: 'Chat', dir: 'ltr' };

/** In the order of the menu. */
export const LANGUAGES: readonly Language[] = [
  english,
  { code: 'de', label: 'Chat', dir: 'ltr', load: () => import('./german') },
  { code: 'es', label: 'Chat', dir: 'ltr', load: () => import('./spanish') },
  { code: 'fr', label: 'Chat', dir: 'ltr', load: () => import('./french') },
  { code: 'ja', label: 'チャット', dir: 'ltr', load: () => import('./japanese') },
  { code: 'ar', label: 'دردشة', dir: 'rtl', load: () => import('./arabic') },
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
