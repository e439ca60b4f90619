import type { Settings } from '~/api/types';
import { BOUNDS, type Bound } from '~/generated/rulebook';
import type { PathTo } from './paths';

type Bounds = typeof BOUNDS;
type Bounded<K extends keyof Bound> = {
  [P in keyof Bounds]: K extends keyof Bounds[P] ? P : never;
}[keyof Bounds];

/** Fields with a bound of that kind. */
export type NumberPath = Bounded<'minimum'> & PathTo<number>;
/** The same, where `null` means that there is none. */
export type OptionalNumberPath = Exclude<Bounded<'minimum'> & PathTo<number | null>, NumberPath>;
export type TextPath = Bounded<'maxLength'> & PathTo<string>;

const ALL: Readonly<Record<string, Bound>> = BOUNDS;

/** Without those inside lists, which are no places of the draft. */
export const NUMBER_PATHS = Object.keys(BOUNDS).filter(
  (path) => ALL[path]?.minimum !== undefined && !path.includes('*'),
) as NumberPath[];

/** What to enter if the field is empty or invalid. */
const WANTED: Record<string, string> = {
  name: 'a name',
  'copy.suggestions.*': 'a question, or remove this one',
  'engines.*.name': 'a name',
  'engines.*.model': 'the model’s name, as the provider writes it',
  'engines.*.auth': 'the header’s name, for example x-api-key',
  'engines.*.headers.*': 'a header’s name in lower case, for example x-org',
  'engines.*.fallback': 'the answer for messages that no rule matches',
  'engines.*.rules.*.pattern': 'a pattern',
  'engines.*.rules.*.answer': 'an answer',
  'tokens.typography.font_family': 'font names, for example Inter, sans-serif',
};

const wantedAt = (path: string): string =>
  WANTED[path] ??
  (path.startsWith('tokens.brand.') ? 'a hex colour, for example #0f766e' : 'a value');

const OR = new Intl.ListFormat('en', { type: 'disjunction' });
const NUMBER = new Intl.NumberFormat('en');

/** `3,650` */
export const grouped = (value: number): string => NUMBER.format(value);

const tooMany = (over: number, one: string, many: string, most: number): string =>
  `${grouped(over)} ${over === 1 ? one : many} (${grouped(most)} at most).`;

function problemOfText(text: string, bound: Bound, wanted: string): string | null {
  const { minLength = 0, maxLength = Number.POSITIVE_INFINITY, pattern, rule, values } = bound;
  if (values) return values.includes(text) ? null : `Choose one of ${OR.format(values)}.`;
  // Counted by characters, as the service does; a string is never shorter than that.
  const length = text.length > maxLength ? [...text].length : text.length;
  if (length > maxLength) {
    return tooMany(length - maxLength, 'character too long', 'characters too long', maxLength);
  }
  if (minLength > 0 && !text.trim()) return `Enter ${wanted}.`;
  if (length < minLength) return `Enter at least ${minLength} characters.`;
  if (!pattern || new RegExp(pattern, 'u').test(text)) return null;
  return rule ? `It ${rule}.` : `Enter ${wanted}.`;
}

function problemOfNumber(value: number, bound: Bound): string | null {
  const { minimum = -Infinity, maximum = Infinity, isWhole = false } = bound;
  const isFraction = isWhole && Number.isFinite(value) && !Number.isInteger(value);
  if (value >= minimum && value <= maximum && !isFraction) return null;
  const kind = isFraction ? 'whole number' : 'number';
  return `Enter a ${kind} from ${grouped(minimum)} to ${grouped(maximum)}.`;
}

function problemOfList(list: readonly unknown[], bound: Bound): string | null {
  const { minItems = 0, maxItems = Number.POSITIVE_INFINITY } = bound;
  if (list.length < minItems) return `Add at least ${minItems === 1 ? 'one' : grouped(minItems)}.`;
  const over = list.length - maxItems;
  return over > 0 ? tooMany(over, 'entry too many', 'entries too many', maxItems) : null;
}

/** A value's problem in words, or null. `wanted` is what to enter instead, as the end of "Enter …". */
export function problemIn(value: unknown, bound: Bound, wanted: string): string | null {
  if (typeof value === 'string') return problemOfText(value, bound, wanted);
  if (typeof value === 'number') return problemOfNumber(value, bound);
  return Array.isArray(value) ? problemOfList(value, bound) : null;
}

/** The same for a field of the tenant document. `path` is as in the rulebook: `engines.*.name` inside lists. */
export function problemOf(value: unknown, path: string): string | null {
  const bound = ALL[path];
  return bound ? problemIn(value, bound, wantedAt(path)) : null;
}

type Visit = (value: unknown, path: string, rulebookPath: string) => void;

/** Visits every value of the document that has a bound, in the document's own order, with its path and the rulebook's name for that. */
export function eachBounded(settings: Settings, visit: Visit): void {
  descend(settings, '', '', visit);
}

function descend(value: unknown, path: string, rulebookPath: string, visit: Visit): void {
  if (rulebookPath in BOUNDS) visit(value, path, rulebookPath);
  if (typeof value !== 'object' || value === null) return;
  const below = (parent: string, key: string): string => (parent ? `${parent}.${key}` : key);
  for (const [key, inner] of Object.entries(value)) {
    const name = Array.isArray(value) ? '*' : key;
    descend(inner, below(path, key), below(rulebookPath, name), visit);
  }
}
