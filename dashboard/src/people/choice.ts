type Reach = 'all' | 'named';

/** What is chosen: everything, or the named ones. Both are kept, so that switching back and forth loses nothing. */
export interface Choice {
  reach: Reach;
  named: readonly string[];
}

export const choiceOf = (tenants: readonly string[] | null): Choice => ({
  reach: tenants === null ? 'all' : 'named',
  named: tenants ?? [],
});

export const tenantsOf = ({ reach, named }: Choice): string[] | null =>
  reach === 'all' ? null : [...named];

/** What is wrong with the choice, or null. */
export function choiceProblem({ reach, named }: Choice, most: number): string | null {
  if (reach === 'all') return null;
  if (named.length === 0) return 'Choose at least one tenant.';
  return named.length > most ? `Choose at most ${most} tenants, or all of them.` : null;
}
