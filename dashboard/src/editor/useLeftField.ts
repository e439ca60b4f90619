import { useEffect } from 'react';
import { useDraft } from '~/draft/context';

/** Tells the draft which field lost the focus. The resulting message may move the page, so a click in progress finishes first. */
export function useLeftField(): void {
  const draft = useDraft();
  useEffect(() => {
    const onFocusOut = ({ target }: FocusEvent): void => {
      const name = target instanceof Element && target.getAttribute('name');
      if (!name) return;
      const leave = (): void => draft.leave(name);
      const isPressed = document.querySelector(':active') !== null;
      if (isPressed) addEventListener('pointerup', () => setTimeout(leave), { once: true });
      else leave();
    };
    addEventListener('focusout', onFocusOut);
    return () => removeEventListener('focusout', onFocusOut);
  }, [draft]);
}
