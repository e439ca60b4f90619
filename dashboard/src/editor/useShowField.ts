import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDraft } from '~/draft/context';
import { tabOf } from '~/tenant/tabs';
import { usePanels } from '~/ui/panels';

/** Every control of a draft's field carries its path: inputs as `name`, others as `data-field`. */
function findField(path: string): HTMLElement | undefined {
  const name = CSS.escape(path);
  const fields = document.querySelectorAll<HTMLElement>(`[name="${name}"], [data-field="${name}"]`);
  return [...fields].find((field) => field.checkVisibility());
}

/** What may bring a field into the page, or into sight. */
const CHANGES: MutationObserverInit = {
  childList: true,
  subtree: true,
  attributeFilter: ['class', 'hidden', 'style', 'name', 'data-field'],
};

let giveUp = (): void => {};

/** Focuses a field as soon as it is there: its tab may have to be loaded and painted first. Whoever does something else meanwhile is left alone. */
function focusField(path: string): void {
  giveUp();
  const end = new AbortController();
  const changes = new MutationObserver(look);
  function look(): void {
    const field = findField(path);
    if (!field) return;
    giveUp();
    field.focus({ preventScroll: true });
    field.scrollIntoView({ block: 'center' });
  }
  giveUp = () => {
    end.abort();
    changes.disconnect();
  };
  changes.observe(document.body, CHANGES);
  const options = { capture: true, signal: end.signal };
  for (const type of ['keydown', 'pointerdown']) addEventListener(type, giveUp, options);
  look();
}

/** An address may name a field after its `#`: the set-up guide's links do. */
export function useFieldOfAddress(): void {
  const { hash, pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the same field may be named on another tab
  useEffect(() => {
    if (hash) focusField(hash);
    return () => giveUp();
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
      focusField(path),
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
