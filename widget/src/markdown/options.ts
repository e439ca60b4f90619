/** What the renderer asks of whoever shows its nodes. */
export interface RenderOptions {
  /** Whether images of this host may be shown. */
  allows(host: string): boolean;
  /** Dresses a code block, with a copy button for one. */
  code(pre: HTMLPreElement, language: string): HTMLElement;
}
