import { Emphasis } from './emphasis';
import type { Bracket, Document, Run, Scan } from './options';
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
const LOOSE_END = /(?:[*_~`$]+|\\|!?\[\^?|&#?\w{0,8}|<[\w/:.@-]*)$/;
/** A place in plain text before which nothing can change: after a space or a full stop of scripts without spaces. */
const SETTLED = /^[\s\S]*[\s\u3001-\u3011\uff01-\uff1f](?=\S)/;

/**
 * The spans of one block, whose text may grow. What can no longer change is left alone, and each
 * character of the rest is read a bounded number of times.
 */
export class Spans implements Scan {
  text = '';
  open = false;
  emphasis = new Emphasis();
  brackets: Bracket[] = [];
  runs: Run[] = [];
  at = 0;
  /** Where the text that may still change begins, and the node before it. */
  #from = 0;
  #settled: ChildNode | null;

  constructor(
    readonly out: Element,
    readonly document: Document,
  ) {
    this.#settled = out.lastChild;
  }

  /** Shows the text, which must begin with what was shown before. `open`: whether it may grow. */
  draw(source: string, open: boolean): void {
    const { out } = this;
    while (out.lastChild !== this.#settled) out.lastChild?.remove();
    const text = open ? source.replace(LOOSE_END, '') : source;
    this.text = text;
    this.open = open;
    this.at = this.#from;
    this.emphasis = new Emphasis();
    this.brackets = [];
    this.runs = [];
    const { rich } = this.document.options.around;
    if (rich) richMarks ??= marks(rich.tokens);
    const token = (rich && richMarks) || PLAIN;
    while (this.at < text.length) {
      this.#settle(this.at);
      token.lastIndex = this.at;
      const match = token.exec(text);
      this.#plain(match?.index ?? text.length);
      if (!match) break;
      if (match[1]) rich?.span(this, match[1]);
      else this.#take(match);
    }
    if (this.open) rich?.end(this);
    this.pair(this.runs);
    if (this.open) this.emphasis.close(text.length);
  }

  write(content: string): Text {
    return this.out.appendChild(document.createTextNode(content));
  }

  pair(runs: Run[]): void {
    for (const run of runs) this.emphasis.take(run);
  }

  /** Whether nothing before this place can change any more. */
  #isSettled(at: number): boolean {
    const { brackets } = this;
    while (brackets[0] && (!brackets[0].active || at - brackets[0].from > REACH)) brackets.shift();
    if (brackets[0]) return false;
    this.pair(this.runs.splice(0));
    return this.open && !this.emphasis.isOpen(at);
  }

  #settle(at: number): void {
    // Inside a word, an e-mail address may go on.
    if (!this.#isSettled(at) || /[\w.+-]/.test(this.text[at - 1] ?? '')) return;
    this.#from = at;
    this.#settled = this.out.lastChild;
  }

  /** Writes plain text up to `end`, and leaves behind what is settled of it. */
  #plain(end: number): void {
    const text = this.text.slice(this.at, end);
    const [settled = ''] = (this.open && text.length > 99 && SETTLED.exec(text)) || [];
    const middle = this.at + settled.length;
    if (settled && this.#isSettled(middle)) {
      this.write(settled);
      this.#settle(middle);
      this.at = middle;
    }
    if (this.at < end) this.write(this.text.slice(this.at, end));
    this.at = end;
  }

  #take([source, , escaped, tick, mark]: RegExpExecArray): void {
    const from = this.at;
    this.at += source.length;
    if (escaped === '\n') this.out.append(document.createElement('br'));
    else if (escaped) this.write(escaped);
    else if (tick) this.#code(tick);
    else if (mark) this.#mark(mark, from);
    else this.#lineEnd();
  }

  #mark(mark: string, from: number): void {
    const node = this.write(mark);
    if (mark[0] === '~' && mark.length > 2) return;
    this.runs.push(runOf(node, this.text, from));
  }

  #code({ length }: string): void {
    const { text, at } = this;
    const runs = [...text.slice(at, at + REACH).matchAll(/`+/g)];
    const close = runs.find(([run]) => run.length === length);
    if (!close && !(this.open && text.length - at < REACH)) {
      this.write('`'.repeat(length));
      return;
    }
    const end = close ? at + close.index : text.length;
    const content = text.slice(at, end).replace(/\n/g, ' ');
    const padded = content[0] === ' ' && content.endsWith(' ') && content.trim();
    const element = document.createElement('code');
    element.dir = 'ltr';
    element.textContent = padded ? content.slice(1, -1) : content;
    this.out.append(element);
    this.at = close ? end + length : end;
  }

  #lineEnd(): void {
    const { out } = this;
    const last = out.lastChild;
    const text = last instanceof Text ? last.data : '';
    if (last instanceof Text) last.data = text.trimEnd();
    if (text.endsWith('  ')) out.append(document.createElement('br'));
    else this.write('\n');
  }
}
