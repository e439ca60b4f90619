import { problemIn } from '~/draft/bounds';
import { SLUG } from '~/generated/rulebook';

/** Turns a name into a slug: `Fern & Field` → `fern-and-field`. Empty for names without Latin letters. */
export function suggestSlug(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replaceAll('&', ' and ')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, SLUG.maxLength)
    .replaceAll(/^-+|-+$/g, '');
}

/** What is wrong with a slug, or null. */
export function slugProblem(slug: string): string | null {
  if (!/^[a-z0-9-]*$/.test(slug)) return 'Use only a–z, 0–9 and hyphens.';
  return problemIn(slug, SLUG, 'a slug without a hyphen at its start or end, or two in a row');
}
