import type { TenantSummary } from '~/api/types';
import { ago } from './time';

/** The list's one line about a tenant. */
export function lifeOf(tenant: TenantSummary, now?: number): string {
  return `Edited ${ago(tenant.updated_at, now)}`;
}
