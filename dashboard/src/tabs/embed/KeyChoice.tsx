import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import { keysQuery } from '~/api/queries';
import type { KeyView, NewKey } from '~/api/types';
import { isLive, pastedProblem } from '~/tenant/keys/key-state';
import { ShownKeyDialog } from '~/tenant/keys/ShownKeyDialog';
import { useKeysAtHand } from '~/tenant/keys/useKeys';
import { Button } from '~/ui/Button';
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

/** The known keys that are still valid. */
export function useChoices(slug: string): string[] {
  const { data } = useQuery(keysQuery(slug));
  const { keys } = useKeysAtHand(slug);
  return data ? keys.filter((key) => !pastedProblem(key, slug, data.items)) : [];
}

/** Keys are shown once, so the snippet knows only those that were created or pasted since the page was loaded. */
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
  return (
    <div className="flex flex-col gap-4 @lg:col-span-2">
      {value ? (
        <Select
          help="Kept in this window only, until it is closed or reloaded."
          label="In the snippet"
          onChange={onChange}
          options={options}
          value={value}
        />
      ) : (
        <p>{wordsFor(views)}</p>
      )}
      <Ways add={(key) => [add(key), onChange(key)]} keys={views} slug={slug} />
    </div>
  );
}

function describe(key: string, views: readonly KeyView[]): string {
  const hint = `bc_pk_…${key.slice(-4)}`;
  const name = views.find((view) => view.hint === hint)?.name;
  return name ? `${name} · ${hint}` : hint;
}

function wordsFor(views: readonly KeyView[]): string {
  const live = views.filter((key) => key.kind === 'publishable' && isLive(key));
  if (live.length === 0) return 'There is no publishable key yet.';
  const names = [...new Set(live.map(({ name }) => `“${name}”`))];
  const more = names.length > 3 ? ' and others' : '';
  return `A key is shown only once, when it is created. Paste the one you kept for ${names.slice(0, 3).join(', ')}${more}, or create another.`;
}

interface WaysProps {
  slug: string;
  keys: readonly KeyView[];
  add: (key: string) => void;
}

/** Two ways to get a key: paste one, or create one. */
function Ways({ slug, keys, add }: WaysProps) {
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
      <Button className="mt-6.5 max-sm:mt-0" onClick={() => setMaking(true)}>
        Create a key for this page
      </Button>
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
