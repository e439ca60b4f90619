import type { ContentContext } from '../content';
import type { Conversation } from '../conversation';
import { h, iconButton } from '../dom';
import { forget } from './history';
import { ICONS } from './icons';
import { toast } from './toast';
import { wordsOf } from './words';

export interface Menu {
  /** Closes the menu and returns the focus; false if it was not open. */
  dismiss(): boolean;
}

/** What a visitor can do with the whole chat: change its language, save it, begin another one, delete it. */
export function createMenu(
  panel: HTMLElement,
  conversation: Conversation,
  context: ContentContext,
  speak: (code: string) => Promise<void>,
): Menu {
  const words = wordsOf(context.strings);
  const button = iconButton('menu-button', words.menu, ICONS.menu, { ariaExpanded: 'false' });
  const anchor = h('div', 'menu-anchor', {}, button);
  const entry = (label: string, onclick: () => void) =>
    h('button', 'entry', { type: 'button', onclick }, label);
  const keep = entry(words.export, () => {
    dismiss();
    saveAs(
      [...conversation.messages]
        .map(
          ({ role, content }) => `${role === 'user' ? words.you : panel.ariaLabel}:\n${content}\n`,
        )
        .join('\n'),
    );
  });
  const renew = entry(words.renew, () => {
    dismiss();
    conversation.reset();
  });
  const erase = entry(words.delete, () => {
    if (erase.textContent === words.confirm) {
      dismiss();
      void forget(conversation).then(
        () => toast(panel, words.deleted, context.signal),
        () => toast(panel, words.failed, context.signal),
      );
    } else erase.textContent = words.confirm;
  });
  const list = h(
    'div',
    'menu',
    { hidden: true },
    languages(panel, context, speak),
    keep,
    renew,
    erase,
  );
  const show = (open: boolean): void => {
    list.hidden = !open;
    button.ariaExpanded = String(open);
    erase.textContent = words.delete;
  };
  const dismiss = (): boolean => {
    const wasOpen = !list.hidden;
    if (wasOpen) {
      show(false);
      button.focus();
    }
    return wasOpen;
  };
  button.onclick = () => show(list.hidden);
  anchor.append(list);
  panel.querySelector('.close')?.before(anchor);
  anchor.addEventListener('focusout', ({ relatedTarget }) => {
    if (!anchor.contains(relatedTarget as Node | null)) show(false);
  });
  return { dismiss };
}

/** The choice of languages. */
function languages(
  panel: HTMLElement,
  context: ContentContext,
  speak: (code: string) => Promise<void>,
): HTMLElement {
  const choose = async (): Promise<void> => {
    await speak(select.value);
    // The menu in the other language has another button.
    panel.querySelector<HTMLElement>('.menu-button')?.focus();
  };
  const select = h('select', '', { onchange: () => void choose() });
  for (const language of context.languages) {
    const { code } = language;
    const selected = language === context.language;
    select.append(h('option', '', { value: code, lang: code, selected }, nameOf(code)));
  }
  return h('label', 'entry', {}, wordsOf(context.strings).language, select);
}

/** The language's own name for itself, capitalised as in a list. */
function nameOf(code: string): string {
  const [first = '', ...rest] = new Intl.DisplayNames(code, { type: 'language' }).of(code) ?? code;
  return first.toLocaleUpperCase(code) + rest.join('');
}

/** Downloads the text as a file. */
function saveAs(text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  h('a', '', { href, download: 'chat.txt' }).click();
  URL.revokeObjectURL(href);
}
