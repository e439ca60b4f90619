import { type InfiniteData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { explain } from '~/api/error';
import { tenantQuery } from '~/api/queries';
import type { TenantMonth } from '~/api/types';
import { Confirm } from '~/ui/Confirm';
import { Toggle } from '~/ui/Switch';
import { toast } from '~/ui/toast';
import { MONTH } from '~/usage/queries';
import { ENGLISH_EXTRAS } from '~widget/strings/english';
import { setPaused } from './pause';

interface PauseProps {
  slug: string;
  name: string;
  isPaused: boolean;
}

type Months = InfiniteData<{ items: TenantMonth[] }>;

const withPaused = (months: Months | undefined, slug: string, paused: boolean) =>
  months && {
    ...months,
    pages: months.pages.map((page) => ({
      ...page,
      items: page.items.map((row) => (row.slug === slug ? { ...row, paused } : row)),
    })),
  };

function usePause({ slug, name }: PauseProps) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (paused: boolean) => setPaused(slug, paused),
    onSuccess: (document) => {
      queryClient.setQueryData(tenantQuery(slug).queryKey, document);
      queryClient.setQueriesData<Months>({ queryKey: [MONTH] }, (months) =>
        withPaused(months, slug, document.paused),
      );
      toast(document.paused ? `${name} is paused.` : `${name} answers again.`, { about: slug });
    },
    onError: (error) =>
      toast(`${name} was not changed. ${explain(error)}`, { kind: 'error', about: slug }),
  });
}

/** Pausing says first what visitors will read. Resuming needs no question. */
export function PauseSwitch(props: PauseProps) {
  const { slug, name, isPaused } = props;
  const [isAsking, setAsking] = useState(false);
  const pause = usePause(props);
  return (
    <>
      <Toggle
        aria-label={`Pause ${name}`}
        checked={isPaused}
        onChange={(wanted) => {
          if (wanted) setAsking(true);
          else if (!pause.isPending) pause.mutate(false);
        }}
      />
      {isAsking && (
        <PauseConfirm
          isBusy={pause.isPending}
          name={name}
          onCancel={() => setAsking(false)}
          onConfirm={() => pause.mutate(true, { onSettled: () => setAsking(false) })}
          slug={slug}
        />
      )}
    </>
  );
}

interface ConfirmProps extends Pick<PauseProps, 'slug' | 'name'> {
  isBusy: boolean;
  onConfirm: () => void;
  onCancel: () => void;
}

function PauseConfirm({ slug, name, isBusy, onConfirm, onCancel }: ConfirmProps) {
  const { data: tenant } = useQuery(tenantQuery(slug));
  const message = tenant && (tenant.copy.paused_message || ENGLISH_EXTRAS.paused);
  return (
    <Confirm
      action="Pause"
      busy={isBusy}
      onCancel={onCancel}
      onConfirm={onConfirm}
      open
      title={`Pause ${name}?`}
    >
      <p>
        From the next message on, visitors get no answer. {message && `They read: “${message}” `}
        Servers that use a key get 503 <code>paused</code>. You can let it answer again at any time.
      </p>
    </Confirm>
  );
}
