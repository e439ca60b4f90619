import { useLocation, useNavigate, useParams } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useDraft } from '~/draft/context';
import { tabOf } from '~/tenant/tabs';
import { usePanels } from '~/ui/panels';

/** Every control of a draft's field has the field's path: inputs in `name`, others in `data-field`. */
function findField(path: string): HTMLElement | undefined {
  const name = CSS.escape(path);
  const fields = document.querySelectorAll<HTMLElement>(`[name="${name}"], [data-field="${name}"]`);
  return [...fields].find((field) => field.checkVisibility());
}

/** Changes that may add a field to the page or make it visible. */
const CHANGES: MutationObserverInit = {
  childList: true,
  subtree: true,
  attributeFilter: ['class', 'hidden', 'style', 'name', 'data-field'],
};

let giveUp = (): void => {};

/** Focuses a field as soon as it exists, because its tab may have to load first. Gives up if somebody does something else in the meantime. */
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

/** An address can name a field after its `#`, as the links of the set-up guide do. */
export function useFieldOfAddress(): void {
  const { hash, pathname } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: another tab's address may name the same field
  useEffect(() => {
    if (hash) focusField(hash);
    return () => giveUp();
  }, [hash, pathname]);
}

/** Shows a field, whichever tab it is on. */
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

/** Shows the first field with a problem. Returns false if no field has one. */
export function useShowProblem(): () => boolean {
  const draft = useDraft();
  const showField = useShowField();
  return () => {
    const path = [...draft.getState().problems.keys()].find(Boolean);
    if (path) showField(path);
    return path !== undefined;
  };
}
