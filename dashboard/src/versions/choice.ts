import type { VersionView } from '~/api/types';

export interface Choice {
  /** The revision that is shown. */
  revision: number;
  /** The revision it is compared with. Undefined if none before it is kept. */
  other: number | undefined;
}

/** What the address asks for; by default the newest version and the one before. */
export function choiceOf(
  versions: readonly VersionView[],
  search: { revision?: number; with?: number },
): Choice | undefined {
  const revision = search.revision ?? versions[0]?.revision;
  if (revision === undefined) return undefined;
  const before = versions.find((version) => version.revision < revision)?.revision;
  const other = search.with === revision ? undefined : search.with;
  return { revision, other: other ?? before };
}
