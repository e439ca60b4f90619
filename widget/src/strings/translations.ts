/**
 * The words of all languages but English, which comes with the chat. They share a file because each file of its own would put
 * its hash into what every visitor loads.
 */
import ar from './arabic';
import type { Words } from './english';
import fr from './french';
import de from './german';
import ja from './japanese';
import es from './spanish';

export const TRANSLATIONS: Record<string, Words> = { ar, de, es, fr, ja };
