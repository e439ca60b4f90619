import { create, createText } from './create';
import { createEmphasis, type Emphasis } from './emphasis';
import type { Document, Scan } from './options';
import { REACH, runOf } from './runs';

/**
 * Everything that is not plain text: what `rich` adds · escape · code · emphasis · line end.
 * Anchored parts only, so time is linear.
 */
const marks = (rich: string): RegExp =>
  new RegExp(`(${rich})|\\\\([!-/:-@[-\`{-~\\n])|(\`+)|(\\*+|_+|~+)|\\n *`, 'giu');
const PLAIN = marks('(?!)');
let richMarks: RegExp | undefined;

/** Marks at the end of an incomplete text: what they mean is still open. */
const LOOSE_END = /(?:[*_~`]+|\\)$/;
/** A place in plain text before which nothing can change: after a space or a full stop of scripts without spaces. */
const SETTLED = /^[\s\S]*[\s\u3001-\u3011\uff01-\uff1f](?=\S)/;

/**
 * Draws the spans of one block into `out`, each time with the text so far. What can no longer change is left alone, and each
 * character of the rest is read a bounded number of times. `open`: whether more may come.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: a closure for a class; each part of it is short
export function createSpans(
  out: Element,
  document: Document,
): (source: string, open: boolean) => void {
  let emphasis: Emphasis;
  /** Where the text that may still change begins, and the node before it. */
  let from = 0;
  let settled = out.lastChild;
  const scan: Scan = {
    text: '',
    open: false,
    brackets: [],
    runs: [],
    at: 0,
    out,
    document,
    write: (content) => out.appendChild(createText(content)),
    pair(runs) {
      for (const run of runs) emphasis.take(run);
    },
  };

  function draw(source: string, open: boolean): void {
    while (out.lastChild !== settled) out.lastChild?.remove();
    const { rich } = document.options.around;
    const text = open ? source.replace(rich?.LOOSE_END ?? LOOSE_END, '') : source;
    emphasis = createEmphasis();
    Object.assign(scan, { text, open, at: from, brackets: [], runs: [] });
    if (rich) richMarks ??= marks(rich.tokens);
    const token = (rich && richMarks) || PLAIN;
    while (scan.at < text.length) {
      settle(scan.at);
      token.lastIndex = scan.at;
      const match = token.exec(text);
      plain(match?.index ?? text.length);
      if (!match) break;
      if (match[1]) rich?.span(scan, match[1]);
      else take(match);
    }
    if (open) rich?.end(scan);
    scan.pair(scan.runs);
    if (open) emphasis.close(text.length);
  }

  /** Whether nothing before this place can change any more. */
  function isSettled(at: number): boolean {
    const { brackets } = scan;
    while (brackets[0] && (!brackets[0].active || at - brackets[0].from > REACH)) brackets.shift();
    if (brackets[0]) return false;
    scan.pair(scan.runs.splice(0));
    return scan.open && !emphasis.isOpen(at);
  }

  function settle(at: number): void {
    // Inside a word, an e-mail address may go on.
    if (!isSettled(at) || /[\w.+-]/.test(scan.text[at - 1] ?? '')) return;
    from = at;
    settled = out.lastChild;
  }

  /** Writes plain text up to `end`, and leaves behind what is settled of it. */
  function plain(end: number): void {
    const text = scan.text.slice(scan.at, end);
    const [stable = ''] = (scan.open && text.length > 99 && SETTLED.exec(text)) || [];
    const middle = scan.at + stable.length;
    if (stable && isSettled(middle)) {
      scan.write(stable);
      settle(middle);
      scan.at = middle;
    }
    if (scan.at < end) scan.write(scan.text.slice(scan.at, end));
    scan.at = end;
  }

  function take([source, , escaped, tick, mark]: RegExpExecArray): void {
    const start = scan.at;
    scan.at += source.length;
    if (escaped === '\n') out.append(create('br'));
    else if (escaped) scan.write(escaped);
    else if (tick) code(tick);
    else if (mark) takeMark(mark, start);
    else lineEnd();
  }

  function takeMark(mark: string, start: number): void {
    const node = scan.write(mark);
    if (mark[0] === '~' && mark.length > 2) return;
    scan.runs.push(runOf(node, scan.text, start, document.options.around.rich));
  }

  function code({ length }: string): void {
    const { text, at, open } = scan;
    const runs = [...text.slice(at, at + REACH).matchAll(/`+/g)];
    const close = runs.find(([run]) => run.length === length);
    if (!close && !(open && text.length - at < REACH)) {
      scan.write('`'.repeat(length));
      return;
    }
    const end = close ? at + close.index : text.length;
    const content = text.slice(at, end).replace(/\n/g, ' ');
    const padded = content[0] === ' ' && content.endsWith(' ') && content.trim();
    const element = create('code');
    element.dir = 'ltr';
    element.textContent = padded ? content.slice(1, -1) : content;
    out.append(element);
    scan.at = close ? end + length : end;
  }

  function lineEnd(): void {
    const last = out.lastChild;
    const text = last instanceof Text ? last.data : '';
    if (last instanceof Text) last.data = text.trimEnd();
    if (text.endsWith('  ')) out.append(create('br'));
    else scan.write('\n');
  }

  return draw;
}
