import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, useId, useRef, useState } from 'react';
import { PAGES, TABS } from '~/tenant/tabs';
import { useTab } from '~/tenant/useTab';
import { Initial } from '~/tenants/Initial';
import { useTenants } from '~/tenants/useTenants';
import { Dialog } from '~/ui/Dialog';

interface Entry {
  id: string;
  name: string;
  hint: string;
  colour?: string;
  go: () => void;
}

interface PaletteProps {
  slug: string | undefined;
  onClose: () => void;
}

function useEntries(typed: string, slug: string | undefined): Entry[] {
  const navigate = useNavigate();
  const tab = useTab();
  const words = typed.trim().toLowerCase();
  const found = useTenants(typed);
  const sections = slug
    ? [...TABS, ...PAGES]
        .filter(({ label }) => label.toLowerCase().includes(words))
        .map(({ path, label }) => ({
          id: path,
          name: label,
          hint: 'Section',
          go: () => navigate({ to: `/tenants/$slug/${path}`, params: { slug } }),
        }))
    : [];
  const tenants = found.tenants.slice(0, 8).map((tenant) => ({
    id: `tenant ${tenant.slug}`,
    name: tenant.name,
    hint: tenant.slug,
    colour: tenant.primary,
    go: () => navigate({ to: `/tenants/$slug/${tab}`, params: { slug: tenant.slug } }),
  }));
  return words ? [...tenants, ...sections] : [...sections, ...tenants];
}

/** ⌘K: jumps to a tenant or a section by a few letters. */
export default function Palette({ slug, onClose }: PaletteProps) {
  const [typed, setTyped] = useState('');
  const [active, setActive] = useState(0);
  const entries = useEntries(typed, slug);
  const input = useRef<HTMLInputElement>(null);
  const listId = useId();
  const current = Math.min(active, entries.length - 1);
  const choose = (entry: Entry | undefined): void => {
    if (!entry) return;
    onClose();
    entry.go();
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0 && entries.length > 0) {
      event.preventDefault();
      setActive((current + step + entries.length) % entries.length);
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      choose(entries[current]);
    }
  };
  return (
    <Dialog initialFocus={input} lightDismiss onClose={onClose} open title="Go to">
      <div className="px-5 pt-2 pb-3">
        <input
          aria-activedescendant={entries[current] ? `${listId}-${current}` : undefined}
          aria-autocomplete="list"
          aria-controls={listId}
          aria-expanded={entries.length > 0}
          aria-label="Tenant or section"
          className="control w-full px-2.5"
          onChange={(event) => {
            setTyped(event.target.value);
            setActive(0);
          }}
          onKeyDown={onKeyDown}
          placeholder="Tenant or section"
          ref={input}
          role="combobox"
          value={typed}
        />
      </div>
      <Results {...{ entries, current, listId, choose, setActive }} />
    </Dialog>
  );
}

interface ResultsProps {
  entries: Entry[];
  current: number;
  listId: string;
  choose: (entry: Entry) => void;
  setActive: (index: number) => void;
}

function Results({ entries, current, listId, choose, setActive }: ResultsProps) {
  return (
    <div className="min-h-0 flex-1 overflow-y-auto border-line border-t p-2">
      <div aria-label="Results" id={listId} role="listbox">
        {entries.map((entry, i) => (
          // biome-ignore lint/a11y/useKeyWithClickEvents: the input has the focus and handles the keys
          // biome-ignore lint/a11y/useFocusableInteractive: named by aria-activedescendant
          <div
            aria-selected={i === current}
            className="flex min-h-11 items-center gap-3 rounded-control px-3 aria-selected:bg-hover forced-colors:aria-selected:outline-2"
            id={`${listId}-${i}`}
            key={entry.id}
            onClick={() => choose(entry)}
            onPointerMove={() => setActive(i)}
            ref={i === current ? (element) => element?.scrollIntoView({ block: 'nearest' }) : null}
            role="option"
          >
            {entry.colour && <Initial colour={entry.colour} name={entry.name} />}
            <span className="min-w-0 flex-1 truncate">{entry.name}</span>
            <span className="truncate text-muted text-xs">{entry.hint}</span>
          </div>
        ))}
      </div>
      {entries.length === 0 && <p className="px-3 py-6 text-center text-muted">Nothing found.</p>}
    </div>
  );
}
