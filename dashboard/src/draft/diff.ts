import type { Settings, TenantDocument } from '~/api/types';
import type { Path } from './paths';

export interface Change {
  path: Path;
  before: unknown;
  after: unknown;
}

/** The parts of the document that an operator can set. The rest belongs to the service. */
export function settingsOf(document: TenantDocument): Settings {
  const { slug, revision, created_at, updated_at, updated_by, ...rest } = document;
  const { provider_keys, failing_engines, ...settings } = rest;
  return settings;
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two JSON values mean the same. An absent key equals null. */
export function same(one: unknown, other: unknown): boolean {
  if (Object.is(one, other) || (one ?? null) === (other ?? null)) return true;
  if (Array.isArray(one) && Array.isArray(other)) {
    return one.length === other.length && one.every((item, i) => same(item, other[i]));
  }
  if (!isObject(one) || !isObject(other)) return false;
  const keys = new Set([...Object.keys(one), ...Object.keys(other)]);
  return [...keys].every((key) => same(one[key], other[key]));
}

/** The fields in which two documents differ, in the order of the first. A list counts as one field. */
export function changes(before: Settings, after: Settings): Change[] {
  const found: Change[] = [];
  collect(before as unknown, after as unknown, '', found);
  return found;
}

function collect(before: unknown, after: unknown, path: string, found: Change[]): void {
  if (before === after) return;
  if (!isObject(before) || !isObject(after)) {
    if (!same(before, after)) found.push({ path: path as Path, before, after });
    return;
  }
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    collect(before[key], after[key], path ? `${path}.${key}` : key, found);
  }
}
