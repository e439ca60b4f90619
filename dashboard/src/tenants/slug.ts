/** Turns a name into a slug: `Fern & Field` → `fern-and-field`. Empty for names without Latin letters. */
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
  if (slug.length < 2 || slug.length > 40) return 'Enter 2 to 40 characters.';
  if (!/^[a-z0-9-]+$/.test(slug)) return 'Use only a–z, 0–9 and hyphens.';
  if (/^-|-$|--/.test(slug)) return 'Don’t use a hyphen at the start or end, or two in a row.';
  return null;
}
