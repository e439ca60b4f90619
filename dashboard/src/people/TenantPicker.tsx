import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { useTenants } from '~/tenants/useTenants';
import { Button } from '~/ui/Button';
import { SkeletonRows } from '~/ui/states';

interface TenantPickerProps {
  /** Slugs. */
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
}

/** Tenants to tick, found by a search. Those that are ticked stay in sight while nothing is searched for. */
export function TenantPicker({ chosen, onChange }: TenantPickerProps) {
  const [typed, setTyped] = useState('');
  return (
    <div className="rounded-control border border-line">
      <div className="flex items-center gap-3 border-line border-b p-2">
        <input
          aria-label="Search tenants to choose"
          className="control min-w-0 flex-1 px-2.5"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={(event) => {
            // The form has its own button.
            if (event.key === 'Enter') event.preventDefault();
          }}
          placeholder="Search tenants…"
          type="search"
          value={typed}
        />
        <span aria-live="polite" className="shrink-0 pr-1 text-muted text-sm tabular-nums">
          {chosen.length} chosen
        </span>
      </div>
      <div className="max-h-52 overflow-y-auto p-1">
        <Options chosen={chosen} onChange={onChange} typed={typed} />
      </div>
    </div>
  );
}

function Options({ typed, chosen, onChange }: TenantPickerProps & { typed: string }) {
  const { list, tenants, isLooking } = useTenants(typed);
  if (list.isPending || isLooking) return <SkeletonRows label="Loading the tenants to choose" />;
  if (!list.data) {
    return (
      <ErrorState
        busy={list.isFetching}
        error={list.error}
        onRetry={() => list.refetch()}
        title="The tenants could not be loaded"
      />
    );
  }
  const isListed = (slug: string): boolean => tenants.some((tenant) => tenant.slug === slug);
  const others = typed.trim() ? [] : chosen.filter((slug) => !isListed(slug));
  const rows = [...others.map((slug) => ({ slug, name: slug })), ...tenants];
  if (rows.length === 0 && !list.hasNextPage) {
    return <p className="px-2 py-3 text-muted">No tenant is called that.</p>;
  }
  return (
    <>
      {rows.map(({ slug, name }) => (
        <label
          className="flex min-h-9 items-center gap-2.5 rounded-md px-2 hover:bg-hover"
          key={slug}
        >
          <input
            checked={chosen.includes(slug)}
            className="size-4 shrink-0 accent-accent"
            onChange={({ target }) =>
              onChange(
                target.checked ? [...chosen, slug] : chosen.filter((other) => other !== slug),
              )
            }
            type="checkbox"
          />
          <span className="min-w-0 truncate">{name}</span>
          {name !== slug && <span className="min-w-0 truncate text-muted text-xs">{slug}</span>}
        </label>
      ))}
      {list.hasNextPage && (
        <Button
          busy={list.isFetchingNextPage}
          className="w-full"
          kind="quiet"
          onClick={() => list.fetchNextPage()}
        >
          {list.isFetchNextPageError ? 'Could not load more. Try again' : 'Show more'}
        </Button>
      )}
    </>
  );
}
