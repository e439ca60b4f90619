/** A name as a slug: `Fern & Field` → `fern-and-field`. May be empty, for names without Latin letters. */
export function suggestSlug(name: string): string {
  return name
    .normalize('NFKD')
    .replaceAll('ß', 'ss')
    .replaceAll('&', ' and ')
    .replaceAll(/[\u0300-\u036f'’]/g, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replaceAll(/^-+|-+$/g, '');
}

/** What is wrong with a slug, or null. */
export function slugProblem(slug: string): string | null {
  if (slug.length < 2 || slug.length > 40) return '2 to 40 characters.';
  if (!/^[a-z0-9-]+$/.test(slug)) return 'Only a–z, 0–9 and hyphens.';
  if (/^-|-$|--/.test(slug)) return 'No hyphen at the beginning or end, and no two in a row.';
  return null;
}
