import { useQuery } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { explain } from '~/api/error';
import type { Purge } from '~/tenant/purges';
import { purges, purgingQuery } from '~/tenant/purging';
import { Button, Spinner } from '~/ui/Button';

const number = new Intl.NumberFormat('en');

/** Under the list: the deletions that go on. Takes up those that an earlier visit has left. */
export default function PurgeNotices() {
  const going = useSyncExternalStore(purges.subscribe, purges.getState);
  const { data: begun } = useQuery(purgingQuery);
  useEffect(() => {
    for (const { slug } of begun?.items ?? []) purges.follow(slug, { deleted: 0, wait: 0 });
  }, [begun]);
  useEffect(() => () => purges.stop(), []);
  return (
    <ul
      aria-live="polite"
      className="empty:hidden shrink-0 border-line border-t bg-side px-3 py-1.5 lg:max-xl:absolute lg:max-xl:bottom-0 lg:max-xl:left-0 lg:max-xl:z-20 lg:max-xl:w-66 lg:max-xl:border-r"
    >
      {going.map((purge) => (
        <Notice key={purge.slug} purge={purge} />
      ))}
    </ul>
  );
}

function Notice({ purge: { slug, deleted, error } }: { purge: Purge }) {
  return (
    <li className="flex min-h-9 flex-wrap items-center gap-2.5 px-2.5 py-1 text-muted text-sm">
      {error === null ? (
        <>
          <Spinner />
          <span className="min-w-0 flex-1">
            Deleting <span className="break-all">{slug}</span>
            {deleted > 0 && (
              // Screen readers would announce its number over and over.
              <span aria-hidden="true" className="whitespace-nowrap">
                {' '}
                · {number.format(deleted)} records
              </span>
            )}
          </span>
        </>
      ) : (
        <>
          <span className="min-w-0 flex-[1_1_12rem] text-danger-ink">
            {slug} is not deleted to its end. {explain(error)}
          </span>
          <Button onClick={() => purges.retry(slug)}>Try again</Button>
        </>
      )}
    </li>
  );
}
