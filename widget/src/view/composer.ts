import { h, ICONS, iconButton, relabel } from '../dom';
import type { Strings } from '../strings';

/** The service's limit for a message, in characters. */
const LONGEST_MESSAGE = 4000;

export interface ComposerActions {
  /** Returns whether the text was accepted. */
  submit(text: string): boolean;
  stop(): void;
}

export interface Composer {
  readonly element: HTMLElement;
  readonly input: HTMLTextAreaElement;
  /** While a reply is arriving, the button stops it. */
  setBusy(busy: boolean): void;
}

/** The form at the bottom of the panel. Text stays in the input until it is accepted. */
export function createComposer(strings: Strings, { submit, stop }: ComposerActions): Composer {
  let busy = false;
  const input = h('textarea', 'input', {
    rows: 1,
    maxLength: LONGEST_MESSAGE,
    enterKeyHint: 'send',
  });
  const button = iconButton('send', strings.send, ICONS.send, { type: 'submit' });

  const take = (): void => {
    const text = input.value.trim();
    if (text && !busy && submit(text)) input.value = '';
  };
  input.onkeydown = (event) => {
    // 229: Safari reports an IME's closing Enter after the end of the composition.
    const composing = event.isComposing || event.keyCode === 229;
    if (event.key !== 'Enter' || event.shiftKey || composing) return;
    event.preventDefault();
    take();
  };
  const onsubmit = (event: Event): void => {
    event.preventDefault();
    if (busy) stop();
    else take();
  };
  return {
    element: h('form', 'composer', { onsubmit }, input, button),
    input,
    setBusy(now) {
      busy = now;
      button.classList.toggle('stop', busy);
      relabel(button, busy ? strings.stop : strings.send, busy ? ICONS.stop : ICONS.send);
    },
  };
}
