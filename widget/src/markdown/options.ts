/** What the renderer needs from its caller. */
export interface RenderOptions {
  /** Whether images from this host may be shown. */
  allows(host: string): boolean;
  /** Wraps a code block, for example to add a copy button. */
  code(pre: HTMLPreElement, language: string): HTMLElement;
}
