import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDraft } from '~/draft/context';
import { tabOf } from '~/tenant/tabs';
import { usePanels } from '~/ui/panels';

/** Every control of a draft's field carries its path: inputs as `name`, others as `data-field`. */
function focusField(path: string): boolean {
  const name = CSS.escape(path);
  const field = document.querySelector<HTMLElement>(`[name="${name}"], [data-field="${name}"]`);
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
  return field !== null;
}

/** How often it is looked for, and how long: a tab has to be loaded and painted first. */
const LOOK_MS = 50;
const LOOKS = 40;

/** An address may name a field after its `#`: the set-up guide's links do. */
export function useFieldOfAddress(): void {
  const { hash, pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same field may be named on another tab
  useEffect(() => {
    if (!hash) return;
    let looks = 0;
    const timer = setInterval(() => {
      looks += 1;
      if (focusField(hash) || looks === LOOKS) clearInterval(timer);
    }, LOOK_MS);
    return () => clearInterval(timer);
  }, [hash, pathname]);
}

/** Brings a field into sight, on whatever tab it is. */
export function useShowField(): (path: string) => void {
  const navigate = useNavigate();
  const { slug } = useParams({ from: '/signed-in/tenants/$slug' });
  const { show } = usePanels();
  return (path) => {
    show('editor');
    void navigate({ to: `/tenants/$slug/${tabOf(path)}`, params: { slug } }).then(() =>
      // The tab may have to be painted first.
      setTimeout(() => focusField(path), 50),
    );
  };
}

/** Shows the first field that something is wrong with. False if no field is at fault. */
export function useShowProblem(): () => boolean {
  const draft = useDraft();
  const showField = useShowField();
  return () => {
    const path = [...draft.getState().problems.keys()].find(Boolean);
    if (path) showField(path);
    return path !== undefined;
  };
}
