import type { VersionView } from '~/api/types';

/** Who saved a version, and by which token. */
export function authorOf({ author }: VersionView): string {
  if (!author) return 'The service';
  return author.token ? `${author.name}, by token ${author.token}` : author.name;
}
