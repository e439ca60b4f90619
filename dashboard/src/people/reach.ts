/** With which tenants, in a few words: `All tenants`, `acme`, `acme, fern and 2 more`. */
export function reachText(tenants: readonly string[] | null): string {
  if (tenants === null) return 'All tenants';
  const [first = '', second, ...rest] = tenants;
  if (second === undefined) return first;
  return rest.length === 0
    ? `${first} and ${second}`
    : `${first}, ${second} and ${rest.length} more`;
}
