import type { KeyKind, KeyView, Scope } from '~/api/types';

export const KIND_NAMES: Record<KeyKind, string> = { publishable: 'Publishable', secret: 'Secret' };

export const SCOPE_NAMES: Record<Scope, string> = {
  chat: 'Chat',
  'conversations:read': 'Read conversations',
  'usage:read': 'Read usage',
};

export function isLive({ revoked_at, expires_at }: KeyView, now: number = Date.now()): boolean {
  return !revoked_at && !(expires_at && Date.parse(expires_at) <= now);
}

/** Whole days from now, until the end of that day in the operator's time zone; null means never. */
export function endOf(expiry: string, now: number = Date.now()): string | null {
  if (expiry === 'never') return null;
  const days = Number(expiry);
  const end = Number.isNaN(days) ? new Date(`${expiry}T00:00`) : new Date(now + days * 86_400_000);
  end.setHours(23, 59, 59, 0);
  return end.toISOString();
}

export const GRACES = [
  { value: '0', label: 'At once' },
  { value: '1', label: 'After 1 hour' },
  { value: '24', label: 'After 24 hours' },
  { value: '168', label: 'After 7 days' },
  { value: '720', label: 'After 30 days' },
] as const;

/** Why a pasted key won't work in this tenant's pages; null if it will, as far as its form and hint tell. */
export function pastedProblem(text: string, slug: string, keys: readonly KeyView[]): string | null {
  if (text.startsWith('bc_sk_')) {
    return 'This is a secret key, which must never be in a page. If it has been in one, revoke it.';
  }
  const [, tenant] = /^bc_pk_([a-z0-9-]+)_[A-Za-z0-9]{32}$/.exec(text) ?? [];
  if (!tenant) return 'This isn’t a publishable key. Those begin with bc_pk_.';
  if (tenant !== slug) return `This key belongs to the tenant “${tenant}”.`;
  const known = keys.filter(({ hint }) => hint === `bc_pk_…${text.slice(-4)}`);
  if (known.length === 0) return 'This tenant has no such key.';
  return known.some((key) => isLive(key)) ? null : 'This key is revoked or has expired.';
}
