import type { Block, Document } from '../options';

/** The cells of a row. A pipe after a backslash is text. */
export function cellsOf(line: string): string[] {
  const cells = [''];
  for (const [piece] of line.trim().matchAll(/\\\||\\?[^\\|]+|\||\\/g)) {
    if (piece === '|') cells.push('');
    else cells[cells.length - 1] += piece === '\\|' ? '|' : piece;
  }
  if (!cells[0]?.trim() && cells.length > 1) cells.shift();
  if (!cells.at(-1)?.trim() && cells.length > 1) cells.pop();
  return cells.map((cell) => cell.trim());
}

/** The table whose head is `head` and whose next line is `rule`. */
export function tableOf(head: string, rule: string, document: Document): Table | null {
  if (!head.includes('|') || !rule.includes('-')) return null;
  const rules = cellsOf(rule);
  const cells = cellsOf(head);
  if (cells.length !== rules.length || !rules.every((cell) => /^:?-+:?$/.test(cell))) return null;
  return new Table(cells, rules.map(alignmentOf), document);
}

function alignmentOf(rule: string): string {
  const [marked, plain] = rule.endsWith(':') ? ['center', 'end'] : ['start', ''];
  return rule[0] === ':' ? marked : plain;
}

/** Grows by whole rows, so that no row changes once it is shown. */
class Table implements Block {
  readonly isHeaded = true;
  readonly element = document.createElement('div');
  readonly #table = document.createElement('table');
  readonly #alignments: string[];
  readonly #document: Document;
  #body: HTMLElement | null = null;
  /** The first line to come is the one below the head. */
  #isBelowHead = true;

  constructor(cells: string[], alignments: string[], context: Document) {
    this.#alignments = alignments;
    this.#document = context;
    this.#row(this.#table.createTHead(), 'th', cells);
    this.#table.dir = 'auto';
    // A wide table scrolls on its own. The tab stop lets the arrow keys do it.
    this.element.className = 'table';
    this.element.tabIndex = 0;
    this.element.append(this.#table);
  }

  take(line: string, whole: boolean): boolean {
    if (!whole) return true;
    if (!this.#isBelowHead) {
      this.#body ??= this.#table.appendChild(document.createElement('tbody'));
      this.#row(this.#body, 'td', cellsOf(line));
    }
    this.#isBelowHead = false;
    return true;
  }

  draw(): void {}

  #row(section: HTMLElement, tag: 'th' | 'td', cells: string[]): void {
    const row = document.createElement('tr');
    this.#alignments.forEach((alignment, index) => {
      const cell = document.createElement(tag);
      this.#document.draw(cells[index] ?? '', cell);
      if (alignment) cell.className = alignment;
      row.append(cell);
    });
    section.append(row);
  }
}
