import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { keysQuery } from '~/api/queries';
import type { KeyView, NewKey } from '~/api/types';
import { isLive, pastedProblem } from '~/tenant/keys/key-state';
import { ShownKeyDialog } from '~/tenant/keys/ShownKeyDialog';
import { useKeysAtHand } from '~/tenant/keys/useKeys';
import { Button } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { lazyOverlay } from '~/ui/lazy';
import { Select } from '~/ui/Select';
import { Skeleton } from '~/ui/states';
import { TextField } from '~/ui/TextField';

const NewKeyDialog = lazyOverlay(() => import('~/tenant/keys/NewKeyDialog'));

interface KeyChoiceProps {
  slug: string;
  /** The keys that the snippet can use, and the chosen one. */
  choices: string[];
  value: string | null;
  onChange: (key: string) => void;
}

const isUsable = (key: KeyView): boolean => key.kind === 'publishable' && isLive(key);

/** The valid publishable keys: those that were pasted here, then all that the service knows whole, newest first. */
export function useChoices(slug: string): string[] {
  const { data } = useQuery(keysQuery(slug));
  const { keys } = useKeysAtHand(slug);
  if (!data) return [];
  const pasted = keys.filter((key) => !pastedProblem(key, slug, data.items));
  const stored = data.items.flatMap((item) => (isUsable(item) && item.key ? [item.key] : []));
  return [...new Set([...pasted, ...stored])];
}

export function KeyChoice({ slug, choices, value, onChange }: KeyChoiceProps) {
  const keys = useQuery(keysQuery(slug));
  const { add } = useKeysAtHand(slug);
  const views = keys.data?.items ?? [];
  if (keys.isPending) return <Skeleton className="h-9 w-full @lg:col-span-2" />;
  if (!keys.data) {
    return (
      <div className="@lg:col-span-2">
        <ErrorState
          busy={keys.isFetching}
          error={keys.error}
          onRetry={() => keys.refetch()}
          title="The keys could not be loaded"
        />
      </div>
    );
  }
  const options = choices.map((key) => ({ value: key, label: describe(key, views) }));
  const older = views.filter((key) => isUsable(key) && !key.key && !isAmong(key, choices));
  return (
    <div className="flex flex-col gap-4 @lg:col-span-2">
      {value ? (
        <Select label="In the snippet" onChange={onChange} options={options} value={value} />
      ) : (
        older.length === 0 && <p>There is no publishable key yet.</p>
      )}
      {older.length > 0 && <p className="text-muted text-sm">{wordsFor(older)}</p>}
      <Ways
        add={(key) => [add(key), onChange(key)]}
        hasOlder={older.length > 0}
        keys={views}
        slug={slug}
      />
    </div>
  );
}

const hintOf = (key: string): string => `bc_pk_…${key.slice(-4)}`;

const isAmong = ({ hint }: KeyView, keys: string[]): boolean =>
  keys.some((key) => hintOf(key) === hint);

function describe(key: string, views: readonly KeyView[]): string {
  const hint = hintOf(key);
  const name = views.find((view) => view.hint === hint)?.name;
  return name ? `${name} · ${hint}` : hint;
}

/** Keys from before they were stored whole. */
function wordsFor(older: readonly KeyView[]): string {
  const names = older.slice(0, 3).map(({ name, hint }) => `“${name}” (${hint})`);
  const more = older.length > 3 ? ' and others' : '';
  return `Of ${names.join(', ')}${more}, only a hash is stored, because publishable keys were once kept that way. To use such a key here, paste it from your page.`;
}

interface WaysProps {
  slug: string;
  keys: readonly KeyView[];
  /** Whether there are keys that only their owner knows. */
  hasOlder: boolean;
  add: (key: string) => void;
}

/** Two ways to another key: create one, or paste an older one. */
function Ways({ slug, keys, hasOlder, add }: WaysProps) {
  const [text, setText] = useState('');
  const [isMaking, setMaking] = useState(false);
  const [made, setMade] = useState<NewKey | null>(null);
  const pasted = text.trim();
  const problem = pasted ? pastedProblem(pasted, slug, keys) : null;
  const change = (next: string): void => {
    const isGood = next.trim() && !pastedProblem(next.trim(), slug, keys);
    if (isGood) add(next.trim());
    setText(isGood ? '' : next);
  };
  const show = (key: NewKey): void => {
    setMaking(false);
    setMade(key);
  };
  return (
    <div className="flex items-start gap-2 max-sm:flex-col">
      <Button className={cx(hasOlder && 'mt-6.5 max-sm:mt-0')} onClick={() => setMaking(true)}>
        Create a key for this page
      </Button>
      {hasOlder && (
        <TextField
          className="min-w-0 flex-1 max-sm:w-full"
          error={problem ?? undefined}
          label="Or paste one that you kept"
          mono
          onChange={(event) => change(event.target.value)}
          placeholder="bc_pk_…"
          spellCheck={false}
          value={text}
        />
      )}
      {isMaking && (
        <NewKeyDialog
          name="Web page"
          onClose={() => setMaking(false)}
          onMade={show}
          publishableOnly
          slug={slug}
        />
      )}
      {made && <ShownKeyDialog made={made} onClose={() => setMade(null)} slug={slug} />}
    </div>
  );
}
