import type { ContentContext } from '../content';
import { toast } from './toast';
import { wordsOf } from './words';

/** Says that the end of a pasted text is missing, which the browser cuts off at the field's limit without a word. */
export function mindPaste(panel: HTMLElement, context: ContentContext): void {
  panel.addEventListener('paste', ({ target, clipboardData }) => {
    if (!(target instanceof HTMLTextAreaElement)) return;
    const { maxLength, value, selectionStart, selectionEnd } = target;
    const left = maxLength - value.length + selectionEnd - selectionStart;
    if ((clipboardData?.getData('text') ?? '').length <= left) return;
    const { strings, language, signal } = context;
    const limit = maxLength.toLocaleString(language.code);
    toast(panel, wordsOf(strings).too_long.replace('{n}', limit), signal);
  });
}
