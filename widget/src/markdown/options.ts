/** What is said of code. */
export interface SpokenWords {
  /** `{n}` is a number above one. */
  readonly code: string;
  readonly code_line: string;
}

/** What answers may show and link to. */
export interface Hosts {
  readonly image_hosts: readonly string[];
  /** Beside the page's own. If there are none, all. */
  readonly link_hosts?: readonly string[] | null;
}

/** Where the renderer runs. Much of it can change. */
export interface Surroundings {
  /** The address of the page, from which relative links start. */
  readonly page: string;
  /** Whether this runs in a frame of that page. */
  readonly framed: boolean;
  /** Says where images may come from and links may lead. */
  behaviour: Hosts;
  /** What not every answer needs: tables, links and more. `null` until it has loaded. */
  rich: Rich | null;
  /** Whether that may still come. Until then, lines that may need it are not shown. */
  awaitsRich: boolean;
}

/** What the renderer needs from its caller. */
export interface RenderOptions {
  readonly around: Surroundings;
  /** Wraps a code block, for example to add a copy button. */
  code(pre: HTMLPreElement, language: string): HTMLElement;
  /** Called when the text may need `rich`, which has not loaded. */
  enrich(): void;
}

/** What the blocks of one text share. */
export interface Document {
  readonly options: RenderOptions;
  /** Whether the text is complete. */
  whole: boolean;
  /** Puts the spans of a text into an element. */
  draw(text: string, out: HTMLElement): void;
}

/** A block without blocks inside, which takes the lines that belong to it. */
export interface Leaf {
  /** Takes a line, or what has come of it. Returns whether the block may go on after it. */
  take(line: string, whole: boolean): boolean;
  /** Shows what was taken. `open`: whether more may come. */
  draw(open: boolean): void;
  /** Whether its lines are shown as they are. */
  readonly isCode?: boolean;
}

/** A leaf that is shown from its beginning. */
export interface Block extends Leaf {
  readonly element: HTMLElement;
  /** Whether the line before is part of it. */
  readonly isHeaded?: boolean;
}

/** A run of `*`, `_` or `~` that may open or close emphasis. */
export interface Run {
  readonly node: Text;
  /** Its place in the text. */
  readonly from: number;
  readonly char: string;
  /** The length as written; the node shrinks as characters are used. */
  readonly length: number;
  readonly canOpen: boolean;
  readonly canClose: boolean;
}

/** The beginning of what may be a link. */
export interface Bracket {
  readonly node: Text;
  /** Its place in the text. */
  readonly from: number;
  readonly image: boolean;
  /** How many runs precede it. */
  readonly runs: number;
  active: boolean;
}

/** A text while its spans are put into an element. */
export interface Scan {
  readonly text: string;
  readonly out: Element;
  readonly document: Document;
  /** Whether more text may come. */
  readonly open: boolean;
  readonly brackets: Bracket[];
  /** Runs that may be inside a link. */
  readonly runs: Run[];
  /** How far it is read. */
  at: number;
  write(content: string): Text;
  /** Turns pairs of runs into elements. */
  pair(runs: Run[]): void;
}

/** The part of the renderer that is loaded when an answer needs it. */
export interface Rich {
  /** Spans, as the source of a regular expression without groups. */
  readonly tokens: string;
  /** Letters of scripts that put no spaces around words. */
  readonly UNSPACED: RegExp;
  /** What an incomplete text ends with may still become part of a span. */
  readonly LOOSE_END: RegExp;
  /** Takes a span from the text. */
  span(scan: Scan, source: string): void;
  /** Whether the kind of an incomplete line is still open. */
  isUndecided(line: string): boolean;
  /** What follows the mark of a quote; `undefined` if there is none. */
  unquote(line: string): string | undefined;
  /** 1 or 2 if the line underlines a heading, else 0. */
  underlineOf(line: string): number;
  /** What of an incomplete text's last line can be shown. */
  beforePipe(line: string): string;
  /** Takes what an incomplete text ends with. */
  end(scan: Scan): void;
  /** The table or formula that a line begins, perhaps with the line of text before it. */
  blockOf(line: string, before: string | undefined, document: Document): Block | null;
  /** Puts what precedes the text of a paragraph into it. `length`: of its source; `out`: where the text belongs. */
  open(
    line: string,
    paragraph: HTMLElement,
    inItem: boolean,
  ): { length: number; out: HTMLElement } | null;
  /** Takes the definition of a reference. Returns whether the line is one. */
  define(line: string, document: Document): boolean;
  /** Whether a reference was used before its definition, so that the text must be shown again. */
  isStale(document: Document): boolean;
  /** Drops the definitions of a text that begins anew. */
  forget(document: Document): void;
  /** What a screen reader is told of a rendered text. */
  speechOf(body: HTMLElement, words: SpokenWords): string;
}
