import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { operatorsQuery } from '~/api/queries';
import type { AuditItem } from '~/api/types';
import { useMay } from '~/api/useMay';
import { Button } from '~/ui/Button';
import { type Option, Select } from '~/ui/Select';
import { TextField } from '~/ui/TextField';
import { type Filter, isBackwards, isFiltered, isSlug } from './filter';
import type { Names } from './useNames';

interface FiltersProps {
  filter: Filter;
  items: readonly AuditItem[];
  names: Names;
  onChange: (filter: Filter) => void;
}

/** What is shown: of which tenant, by whom, and from when to when. */
export function Filters({ filter, items, names, onChange }: FiltersProps) {
  const set = (name: keyof Filter, value: string | null): void => {
    const { [name]: _, ...rest } = filter;
    onChange({ ...rest, ...(value && { [name]: value }) });
  };
  const people = usePeople(items, filter.operator);
  return (
    <div className="grid grid-cols-2 items-start gap-3 @3xl:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_150px_150px_auto]">
      {names.hasManyTenants ? (
        <SlugField
          key={filter.tenant}
          onChange={(slug) => set('tenant', slug)}
          slug={filter.tenant ?? ''}
        />
      ) : (
        <Select
          label="Tenant"
          onChange={(slug) => set('tenant', slug)}
          options={tenantOptions(names, filter.tenant)}
          value={filter.tenant ?? null}
        />
      )}
      <Select
        label="Person"
        onChange={(id) => set('operator', id)}
        options={people}
        value={filter.operator ?? null}
      />
      <TextField
        label="From"
        max={filter.to}
        onChange={({ target }) => set('from', target.value)}
        type="date"
        value={filter.from ?? ''}
      />
      <TextField
        error={isBackwards(filter) ? 'Choose a day after the first.' : undefined}
        label="To"
        min={filter.from}
        onChange={({ target }) => set('to', target.value)}
        type="date"
        value={filter.to ?? ''}
      />
      {isFiltered(filter) && (
        <Button className="w-fit @3xl:mt-6.5" kind="quiet" onClick={() => onChange({})}>
          Clear
        </Button>
      )}
    </div>
  );
}

/** In place of a list that would be too long. */
function SlugField({ slug, onChange }: { slug: string; onChange: (slug: string) => void }) {
  const [typed, setTyped] = useState(slug);
  const isWrong = typed !== '' && !isSlug(typed);
  const settle = (): void => {
    if (!isWrong && typed !== slug) onChange(typed);
  };
  return (
    <TextField
      error={isWrong ? 'Enter a slug.' : undefined}
      label="Tenant"
      mono
      onBlur={settle}
      onChange={({ target }) => setTyped(target.value.trim().toLowerCase())}
      onKeyDown={({ key }) => key === 'Enter' && settle()}
      placeholder="Slug"
      spellCheck={false}
      value={typed}
    />
  );
}

const ALL = { value: null, label: 'All' };

function tenantOptions(
  { tenants }: Names,
  chosen: string | undefined,
): readonly Option<string | null>[] {
  const known = [...tenants].map(([value, name]) => ({ value, label: name }));
  // A deleted one, or one further down than the list was read.
  const isMissing = chosen !== undefined && !tenants.has(chosen);
  const options = isMissing ? [...known, { value: chosen, label: chosen }] : known;
  return [ALL, ...options.toSorted((a, b) => a.label.localeCompare(b.label))];
}

/** Everybody, for those who may know; otherwise whoever has changed something that is shown. */
function usePeople(
  items: readonly AuditItem[],
  chosen: string | undefined,
): readonly Option<string | null>[] {
  const mayKnow = useMay('list_operators');
  const { data } = useQuery({ ...operatorsQuery, enabled: mayKnow });
  const known = new Map<string, string>();
  if (chosen) known.set(chosen, 'Somebody');
  for (const { actor } of items) if (actor.operator) known.set(actor.operator, actor.name);
  for (const { id, email } of data?.items ?? []) known.set(id, email);
  const options = [...known].map(([value, label]) => ({ value, label }));
  return [ALL, ...options.toSorted((a, b) => a.label.localeCompare(b.label))];
}
