import { h, ICONS, iconButton } from '../dom';
import type { Copy } from '../protocol';
import type { Strings } from '../strings';

export interface Panel {
  readonly element: HTMLElement;
  /** Fills the panel, replacing what was there. */
  fill(strings: Strings, close: () => void, ...content: Node[]): void;
  describe(title: string, copy: Copy): void;
}

/** The chat window: header, content and privacy note. */
export function createPanel(): Panel {
  const element = h('div', 'panel', { role: 'dialog', tabIndex: -1, hidden: true });
  const heading = h('h2', 'title');
  const subtitle = h('p', 'subtitle');
  const privacy = h('p', 'privacy', { dir: 'auto' });
  const write = (line: HTMLElement, text: string): void => {
    line.textContent = text;
    line.hidden = !text;
  };
  return {
    element,
    fill(strings, close, ...content) {
      const button = iconButton('close', strings.close, ICONS.close, { onclick: close });
      const names = h('div', 'names', {}, heading, subtitle);
      element.replaceChildren(h('div', 'header', {}, names, button), ...content, privacy);
    },
    describe(title, copy) {
      element.ariaLabel = title;
      write(heading, title);
      write(subtitle, copy.subtitle);
      write(privacy, copy.privacy_note);
    },
  };
}
