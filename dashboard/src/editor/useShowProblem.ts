import { useNavigate, useParams } from '@tanstack/react-router';
import { useDraft } from '~/draft/context';
import { usePanels } from '~/shell/panels';
import { tabOf } from './tabs';

/** Every control of a draft's field carries its path: inputs as `name`, others as `data-field`. */
function focusField(path: string): boolean {
  const name = CSS.escape(path);
  const field = document.querySelector<HTMLElement>(`[name="${name}"], [data-field="${name}"]`);
  field?.focus();
  field?.scrollIntoView({ block: 'center' });
  return field !== null;
}

/** Brings the first field that something is wrong with into sight. False if no field is at fault. */
export function useShowProblem(): () => boolean {
  const draft = useDraft();
  const navigate = useNavigate();
  const { slug } = useParams({ from: '/signed-in/tenants/$slug' });
  const { show } = usePanels();
  return () => {
    const path = [...draft.getState().problems.keys()].find(Boolean);
    if (!path) return false;
    show('editor');
    void navigate({ to: `/tenants/$slug/${tabOf(path)}`, params: { slug } }).then(() =>
      // The tab may have to be loaded and painted first.
      setTimeout(() => focusField(path), 50),
    );
    return true;
  };
}
