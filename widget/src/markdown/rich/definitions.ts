import type { Document, Scan } from '../options';

const REFERENCE =
  /^ {0,3}\[((?!\^)(?:\\.|[^[\]\\])+)\]: *(?:<([^<>]*)>|(\S+))(?: +(?:"[^"]*"|'[^']*'|\([^()]*\)))? *$/;
const NOTE = /^\[\^([^\]\s]{1,50})\]: */;
const TASK = /^\[([ xX])\] +(?=\S)/;

/** Labels that differ only in case or spaces are the same. */
const labelOf = (text: string): string => text.trim().replace(/\s+/g, ' ').toLowerCase();

interface References {
  /** Their addresses, by label. */
  readonly known: Map<string, string>;
  /** Labels used before their address was known. */
  readonly missed: Set<string>;
  /** Whether one of them is shown as if its address would come. */
  hoped: boolean;
}

const references = new WeakMap<Document, References>();

function referencesOf(document: Document): References {
  const found = references.get(document) ?? { known: new Map(), missed: new Set(), hoped: false };
  references.set(document, found);
  return found;
}

export const forget = (document: Document): void => void references.delete(document);

/** The label of a reference. */
const LABEL = /\[([^[\]\n]*)\]/y;

/** The address of a reference with this text, whose label may follow; `null` if it may still come. */
export function reference(scan: Scan, own: string): string | null | undefined {
  const all = referencesOf(scan.document);
  const { known, missed } = all;
  LABEL.lastIndex = scan.at;
  const [source = '', other = ''] = LABEL.exec(scan.text) ?? [];
  const label = labelOf(other || own);
  let address: string | null | undefined = known.get(label);
  if (address === undefined) {
    missed.add(label);
    // Unlike `[1][2]`, this looks like a link.
    if (!scan.document.whole && /^\D/.test(other)) {
      all.hoped = true;
      address = null;
    }
  }
  if (address !== undefined) scan.at += source.length;
  return address;
}

/** Whether the whole text has addresses for what was shown without, or lacks those that were hoped for. */
export function isStale(document: Document): boolean {
  const { known, missed, hoped } = referencesOf(document);
  return hoped || [...missed].some((label) => known.has(label));
}

export function define(line: string, document: Document): boolean {
  const [, label, angled, plain] = REFERENCE.exec(line) ?? [];
  if (!label?.trim()) return false;
  const name = labelOf(label);
  const { known } = referencesOf(document);
  // The first definition counts.
  if (!known.has(name)) known.set(name, angled ?? plain ?? '');
  return true;
}

export function open(
  line: string,
  paragraph: HTMLElement,
  inItem: boolean,
): { length: number; out: HTMLElement } | null {
  const note = NOTE.exec(line);
  if (note) {
    paragraph.className = 'note';
    paragraph.append(noteMark(note[1] as string), ' ');
    return { length: note[0].length, out: paragraph };
  }
  const task = inItem && TASK.exec(line);
  if (!task) return null;
  const box = document.createElement('input');
  box.type = 'checkbox';
  box.disabled = true;
  box.defaultChecked = task[1] !== ' ';
  // Names the box for screen readers.
  const out = document.createElement('label');
  out.append(box, ' ');
  paragraph.append(out);
  return { length: task[0].length, out };
}

/** The raised number of a footnote. */
export function noteMark(label: string): HTMLElement {
  const mark = document.createElement('sup');
  mark.textContent = label;
  return mark;
}
