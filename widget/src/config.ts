type Json = Record<string, unknown>;

const isGroup = (value: unknown): value is Json =>
  !!value && typeof value === 'object' && !Array.isArray(value);

/** `whole` overridden by `parts`. Merges groups; ignores undefined values and names unknown to `whole`. */
export function withParts<T>(whole: T, parts: unknown): T {
  const given = Object(parts) as Json;
  const merged = { ...whole } as Json;
  for (const [name, old] of Object.entries(merged)) {
    const value = given[name];
    if (isGroup(old)) merged[name] = withParts(old, value);
    else if (value !== undefined) merged[name] = value;
  }
  return merged as T;
}
