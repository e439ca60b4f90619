import { useBlocker } from '@tanstack/react-router';
import { useDraft, useDraftState } from '~/draft/context';
import { isUnsaved } from '~/draft/draft';
import { lazyOverlay } from '~/ui/lazy';
import type { Saving } from './useSave';

const Confirm = lazyOverlay(async () => ({ default: (await import('~/ui/Confirm')).Confirm }));

/** Tabs of one tenant share its draft, so it asks only when somebody leaves the tenant. */
export function LeaveGuard({ saving }: { saving: Saving }) {
  const draft = useDraft();
  const isDirty = useDraftState(isUnsaved);
  const name = useDraftState(({ settings }) => settings.name);
  const { slug } = draft.getState().base;
  const blocker = useBlocker({
    shouldBlockFn: ({ next }) =>
      isUnsaved(draft.getState()) && (next.params as { slug?: string }).slug !== slug,
    enableBeforeUnload: isDirty,
    withResolver: true,
  });
  const isBlocked = blocker.status === 'blocked';
  const saveAndLeave = async (): Promise<void> => {
    if (await saving.save()) blocker.proceed?.();
    else blocker.reset?.();
  };
  if (!isBlocked) return null;
  return (
    <Confirm
      action="Save and leave"
      alternative={{ label: 'Leave without saving', onSelect: () => blocker.proceed?.() }}
      busy={saving.isPending}
      cancel="Stay"
      onCancel={() => blocker.reset?.()}
      onClose={() => blocker.reset?.()}
      onConfirm={saveAndLeave}
      open
      title={`${name || 'This tenant'} has unsaved changes`}
    >
      Save them before you leave, or leave without them.
    </Confirm>
  );
}
