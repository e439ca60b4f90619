import { h, ICONS, iconButton, relabel } from '../dom';

export interface Launcher {
  readonly element: HTMLButtonElement;
  show(open: boolean, label: string): void;
  /** Shows that what it opens is being fetched. */
  wait(busy: boolean): void;
}

/** The round button that opens and closes the panel. */
export function createLauncher(label: string, toggle: () => void): Launcher {
  const element = iconButton('launcher', label, ICONS.chat, {
    ariaHasPopup: 'dialog',
    ariaExpanded: 'false',
    onclick: toggle,
  });
  const ring = h('span', 'ring');
  return {
    element,
    show(open, name) {
      element.ariaExpanded = String(open);
      relabel(element, name, open ? ICONS.latest : ICONS.chat);
    },
    wait(busy) {
      element.ariaBusy = busy ? 'true' : null;
      if (busy) element.append(ring);
      else ring.remove();
    },
  };
}
