import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import type { TenantSummary } from '~/api/types';
import { purgingQuery } from '~/tenant/purging';
import { Spinner } from '~/ui/Button';
import { toast } from '~/ui/toast';

/** Shown below the list: the tenants that the service is still deleting. */
export default function PurgeNotices() {
  const { data } = useQuery(purgingQuery);
  useEndings(data?.items);
  return (
    <ul
      aria-live="polite"
      className="empty:hidden shrink-0 border-line border-t bg-side px-3 py-1.5 lg:max-xl:absolute lg:max-xl:bottom-0 lg:max-xl:left-0 lg:max-xl:z-20 lg:max-xl:w-66 lg:max-xl:border-r"
    >
      {data?.items.map(({ slug }) => (
        <li className="flex min-h-9 items-center gap-2.5 px-2.5 py-1 text-muted text-sm" key={slug}>
          <Spinner />
          <span className="min-w-0 flex-1">
            Deleting <span className="break-all">{slug}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

/** Announces each tenant that was in the previous response but is not in this one. */
function useEndings(items: readonly TenantSummary[] | undefined): void {
  const last = useRef<readonly TenantSummary[]>([]);
  useEffect(() => {
    if (!items) return;
    const left = new Set(items.map(({ slug }) => slug));
    for (const { slug } of last.current) {
      if (!left.has(slug)) toast(`${slug} is deleted. Its slug stays taken.`);
    }
    last.current = items;
  }, [items]);
}
