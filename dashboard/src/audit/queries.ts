import { infiniteQueryOptions } from '@tanstack/react-query';
import { api, body } from '~/api/client';
import type { AuditItem } from '~/api/types';
import { type Filter, queryOf } from './filter';

export interface AuditPage {
  items: AuditItem[];
  cursor?: string | null;
}

interface Reading {
  cursor: string;
  limit: number;
  signal: AbortSignal;
}

export function readAudit(filter: Filter, { cursor, limit, signal }: Reading): Promise<AuditPage> {
  const query = { ...queryOf(filter), limit, ...(cursor && { cursor }) };
  return body(api.GET('/v1/admin/audit', { params: { query }, signal }));
}

const PAGE = 50;

export const auditQuery = (filter: Filter) =>
  infiniteQueryOptions({
    queryKey: ['audit', filter],
    queryFn: ({ pageParam, signal }) =>
      readAudit(filter, { cursor: pageParam, limit: PAGE, signal }),
    initialPageParam: '',
    getNextPageParam: (page) => page.cursor ?? undefined,
    refetchOnMount: 'always',
  });
