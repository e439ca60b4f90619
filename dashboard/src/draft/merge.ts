import type { Settings } from '~/api/types';
import { isObject, same } from './diff';

export type Side = 'mine' | 'theirs';

/** A part in which two versions differ, relative to their common base. */
export interface Difference {
  /** The keys that lead to it. Engines are identified by name, rules by pattern. The path of such a list itself stands for its order. */
  path: readonly string[];
  base: unknown;
  mine: unknown;
  theirs: unknown;
  changedBy: 'me' | 'them' | 'both';
}

type Choose = (difference: Difference) => Side;

interface Versions<T> {
  base: T;
  mine: T;
  theirs: T;
}

/** Merges both versions. `choose` decides about every part that differs. */
export function merge(base: Settings, mine: Settings, theirs: Settings, choose: Choose): Settings {
  return mergeAt([], { base, mine, theirs }, choose) as Settings;
}

/** The parts that a conflict has to decide about. */
export function differences(base: Settings, mine: Settings, theirs: Settings): Difference[] {
  const found: Difference[] = [];
  merge(base, mine, theirs, (difference) => {
    found.push(difference);
    return 'theirs';
  });
  return found;
}

/** Applies the edits between two versions to a third. */
export function carryOver(from: Settings, to: Settings, onto: Settings): Settings {
  if (from === to) return onto;
  return merge(from, to, onto, ({ changedBy }) => (changedBy === 'them' ? 'theirs' : 'mine'));
}

/** Undoes a step, but only where its result is unchanged. */
export function takeBack(step: { before: Settings; after: Settings }, now: Settings): Settings {
  if (now === step.after) return step.before;
  return merge(step.after, step.before, now, ({ changedBy }) =>
    changedBy === 'me' ? 'mine' : 'theirs',
  );
}

function mergeAt(path: readonly string[], versions: Versions<unknown>, choose: Choose): unknown {
  const { base, mine, theirs } = versions;
  if (same(mine, theirs)) return theirs;
  if (isKeyed(base) && isKeyed(mine) && isKeyed(theirs)) {
    return mergeLists(path, { base, mine, theirs }, choose);
  }
  if (isObject(base) && isObject(mine) && isObject(theirs) && !isWhole(base, mine, theirs)) {
    const at = (key: string): unknown =>
      mergeAt([...path, key], { base: base[key], mine: mine[key], theirs: theirs[key] }, choose);
    const keys = new Set([...Object.keys(theirs), ...Object.keys(mine)]);
    return Object.fromEntries([...keys].map((key) => [key, at(key)]));
  }
  return choose(compared(path, versions)) === 'mine' ? mine : theirs;
}

function compared<T>(path: readonly string[], versions: Versions<T>): Difference {
  const { base, mine, theirs } = versions;
  const changedBy = same(base, mine) ? 'them' : same(base, theirs) ? 'me' : 'both';
  return { path, ...versions, changedBy };
}

/** An engine's other fields belong to its provider, so those of two providers cannot be mixed. */
const isWhole = (...versions: Item[]): boolean =>
  new Set(versions.map(({ provider }) => provider)).size > 1;

type Item = Record<string, unknown>;

/** A list whose items have a key. Only rules engines have rules. */
const isKeyed = (value: unknown): value is Item[] | null | undefined =>
  (value ?? null) === null || (Array.isArray(value) && value.every(isObject));

function byKey(list: Item[] | null | undefined): Map<string, Item> {
  const found = new Map<string, Item>();
  for (const item of list ?? []) {
    let key = String(item.name ?? item.pattern);
    // A pattern can occur twice, at least while it is being typed.
    while (found.has(key)) key += '\0';
    found.set(key, item);
  }
  return found;
}

function mergeLists(
  path: readonly string[],
  lists: Versions<Item[] | null | undefined>,
  choose: Choose,
): unknown[] {
  const base = byKey(lists.base);
  const mine = byKey(lists.mine);
  const theirs = byKey(lists.theirs);
  const items = new Map<string, unknown>();
  for (const key of new Set([...theirs.keys(), ...mine.keys()])) {
    const versions = { base: base.get(key), mine: mine.get(key), theirs: theirs.get(key) };
    const item = mergeAt([...path, key], versions, choose);
    if (item !== undefined) items.set(key, item);
  }
  const isKnown = (key: string): boolean => base.has(key) && mine.has(key) && theirs.has(key);
  const known = (version: Map<string, Item>): string[] => [...version.keys()].filter(isKnown);
  const orders = { base: known(base), mine: known(mine), theirs: known(theirs) };
  const isMine = !same(orders.mine, orders.theirs) && choose(compared(path, orders)) === 'mine';
  const sides = [[...theirs.keys()], [...mine.keys()]] as const;
  const order = isMine ? interleaved(sides[1], sides[0]) : interleaved(sides[0], sides[1]);
  return order.filter((key) => items.has(key)).map((key) => items.get(key));
}

/** The first order. An item that only the second has comes after the item it follows there. */
function interleaved(first: readonly string[], second: readonly string[]): string[] {
  const order = [...first];
  for (const [i, key] of second.entries()) {
    if (order.includes(key)) continue;
    order.splice(i === 0 ? 0 : order.indexOf(second[i - 1] as string) + 1, 0, key);
  }
  return order;
}
