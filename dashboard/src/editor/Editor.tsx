import { Outlet } from '@tanstack/react-router';
import { Suspense, useRef, useState } from 'react';
import type { TenantDocument } from '~/api/types';
import { useDraft, useDraftState } from '~/draft/context';
import { lazyOverlay } from '~/ui/lazy';
import { isTextField, useShortcut } from '~/ui/shortcuts';
import { toast } from '~/ui/toast';
import { EditorHeader } from './EditorHeader';
import { LeaveGuard } from './LeaveGuard';
import { SaveBar } from './SaveBar';
import { TabLinks } from './TabLinks';
import { useLeftField } from './useLeftField';
import { useSave } from './useSave';
import { useFieldOfAddress } from './useShowField';
import { useTabTop } from './useTabTop';

const ConflictDialog = lazyOverlay(() => import('./ConflictDialog'));

export function Editor() {
  const draft = useDraft();
  const slug = useDraftState(({ base }) => base.slug);
  const [conflict, setConflict] = useState<TenantDocument | null>(null);
  const scroller = useRef<HTMLDivElement>(null);
  const saving = useSave(setConflict);
  useLeftField();
  useFieldOfAddress();
  useTabTop(scroller);
  useShortcut('s', () => {
    settleField();
    return saving.save();
  });
  useShortcut('z', (event) => {
    if (isTextField(event.target)) return false;
    const label = event.shiftKey ? draft.redo() : draft.undo();
    if (label) toast(`${event.shiftKey ? 'Redone' : 'Undone'}: ${label}`, { about: 'draft' });
  });
  return (
    <>
      <div
        className="min-h-0 flex-1 scroll-pt-14 overflow-y-auto has-[[data-bar]]:scroll-pt-28"
        ref={scroller}
      >
        <EditorHeader />
        <TabLinks slug={slug} />
        <div className="px-7 max-sm:px-4">
          <Suspense>
            <Outlet />
          </Suspense>
        </div>
      </div>
      <SaveBar saving={saving} />
      <LeaveGuard saving={saving} />
      {conflict && (
        <ConflictDialog onClose={() => setConflict(null)} saving={saving} theirs={conflict} />
      )}
    </>
  );
}

/** Fields may tidy their text when they lose the focus. Clicking Save moves the focus, but its shortcut does not. */
function settleField(): void {
  const field = document.activeElement;
  if (!(field instanceof HTMLElement && isTextField(field))) return;
  field.blur();
  field.focus();
}
