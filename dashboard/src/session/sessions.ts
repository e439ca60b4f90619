import type { SessionItem } from '~/api/types';

/** This browser first, then those used last. */
export function inOrder(sessions: readonly SessionItem[]): SessionItem[] {
  return [...sessions].sort(
    (one, other) =>
      Number(other.is_current) - Number(one.is_current) ||
      Date.parse(other.seen_at) - Date.parse(one.seen_at),
  );
}
