import type { Settings } from '~/api/types';

type Leaf = string | number | boolean | null | undefined | readonly unknown[];
type PathOf<T, Prefix extends string = ''> = {
  [K in keyof T & string]-?: NonNullable<T[K]> extends Leaf
    ? `${Prefix}${K}`
    : PathOf<NonNullable<T[K]>, `${Prefix}${K}.`>;
}[keyof T & string];

/** A field of the tenant document, such as `tokens.brand.primary`. A list counts as one field. */
export type Path = PathOf<Settings>;

type ValueIn<T, P extends string> = P extends `${infer Head}.${infer Rest}`
  ? Head extends keyof T
    ? ValueIn<NonNullable<T[Head]>, Rest>
    : never
  : P extends keyof T
    ? T[P]
    : never;

export type ValueAt<P extends Path> = ValueIn<Settings, P>;
export type PathTo<V> = { [P in Path]: ValueAt<P> extends V ? P : never }[Path];

type Json = Record<string, unknown>;

export const valueAt = <P extends Path>(settings: Settings, path: P): ValueAt<P> =>
  lookUp(settings, path) as ValueAt<P>;

/** Works for places inside a list too (`engines.0.name`), and `''` is all settings. Undefined if there is no such place. */
export function lookUp(settings: Settings, path: string): unknown {
  let value: unknown = settings;
  for (const key of path ? path.split('.') : []) value = (value as Json | null | undefined)?.[key];
  return value;
}

/** Copies the settings with that value. Objects off the path are shared. */
export function withValue(settings: Settings, path: Path, value: unknown): Settings {
  return replace(settings as unknown as Json, path.split('.'), value) as unknown as Settings;
}

function replace(object: Json, [head, ...rest]: string[], value: unknown): Json {
  const key = head as string;
  const inner = rest.length > 0 ? replace(object[key] as Json, rest, value) : value;
  return { ...object, [key]: inner };
}
