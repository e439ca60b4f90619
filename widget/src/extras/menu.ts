import type { ContentContext } from '../content';
import type { Conversation } from '../conversation';
import { h } from '../dom';
import type { Strings } from '../strings';
import { forget } from './history';
import { toast } from './toast';
import { wordsOf } from './words';

export interface MenuContext {
  readonly strings: Strings;
  readonly conversation: Conversation;
  readonly context: ContentContext;
  /** Who answers. */
  readonly assistant: string;
  readonly panel: HTMLElement;
}

export interface Menu {
  toggle(): void;
  /** Closes the menu and returns the focus; false if it was not open. */
  dismiss(): boolean;
}

/** What a visitor can do with the whole chat: change its language, save it, begin another one, delete it. */
export function createMenu(
  anchor: HTMLElement,
  button: HTMLButtonElement,
  { strings, conversation, context, assistant, panel }: MenuContext,
): Menu {
  const words = wordsOf(strings);
  const entry = (label: string, onclick: () => void) =>
    h('button', 'entry', { type: 'button', onclick }, label);
  const keep = entry(words.export, () => {
    dismiss();
    saveAs(
      [...conversation.messages]
        .map(({ role, content }) => `${role === 'user' ? strings.you : assistant}:\n${content}\n`)
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
  const select = h('select', '', { onchange: () => context.speak(select.value) });
  for (const language of context.languages) {
    const { code } = language;
    const selected = language === context.language;
    select.append(h('option', '', { value: code, lang: code, selected }, nameOf(code)));
  }
  const languages = h('label', 'entry', {}, words.language, select);
  const list = h('div', 'menu', { hidden: true }, languages, keep, renew, erase);
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
  anchor.append(list);
  anchor.addEventListener('focusout', ({ relatedTarget }) => {
    if (!anchor.contains(relatedTarget as Node | null)) show(false);
  });
  return { toggle: () => show(list.hidden), dismiss };
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
