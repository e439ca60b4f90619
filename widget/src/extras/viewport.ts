/** Fits the panel to the window, and the input to its text. */
export function fitPanel(panel: HTMLElement, signal: AbortSignal): void {
  followViewport(panel, signal);
  fitHeight(panel);
  print(panel, signal);
}

/** Takes the chat out of the top layer for the time of printing, since that shows one sheet of it at most. */
function print(panel: HTMLElement, signal: AbortSignal): void {
  const root = panel.parentElement;
  let layer: string | null = null;
  const leave = (): void => {
    layer = root?.popover ?? null;
    if (root) root.popover = null;
  };
  const back = (): void => {
    if (!root || !layer) return;
    root.popover = layer;
    root.showPopover();
  };
  addEventListener('beforeprint', leave, { signal });
  addEventListener('afterprint', back, { signal });
}

/**
 * Keeps the panel inside the visible area: on iOS, the on-screen keyboard shrinks only the visual
 * viewport.
 */
function followViewport(panel: HTMLElement, signal: AbortSignal): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const update = (): void => {
    // On a page with CSS zoom, lengths grow and the window does not.
    const zoom = panel.parentElement?.currentCSSZoom ?? 1;
    panel.style.setProperty('--room', `${innerWidth / zoom}px`);
    panel.style.setProperty('--tall', `${viewport.height / zoom}px`);
    panel.style.setProperty('--top', `${viewport.offsetTop / zoom}px`);
  };
  viewport.addEventListener('resize', update, { signal });
  viewport.addEventListener('scroll', update, { signal });
  update();
}

/** What may change the text of the input. Clearing it when it is sent is no `input`, but follows a key or the form's `submit`. */
const CHANGES = ['input', 'keydown', 'submit', 'focusin'];

/** Fits the input's height to its text in browsers without `field-sizing: content`. */
function fitHeight(panel: HTMLElement): void {
  if (CSS.supports('field-sizing', 'content')) return;
  const fit = (): void => {
    const input = panel.querySelector('textarea');
    if (!input) return;
    input.style.height = 'auto';
    input.style.height = `${input.scrollHeight}px`;
  };
  for (const type of CHANGES) panel.addEventListener(type, fit);
}

/** A text whose first letter is Hebrew, Arabic or of a script between the two. */
const RIGHT_TO_LEFT = /^\P{L}*[\u0590-\u08ff]/u;

/**
 * Lets the input run as what is in it does, text or hint. Returns a function to call when the hint has changed. Of an empty input
 * with `dir=auto`, browsers don't look at the hint.
 */
export function turnInput(panel: HTMLElement): () => void {
  const turn = (): void => {
    const input = panel.querySelector('textarea');
    if (!input) return;
    const hint = RIGHT_TO_LEFT.test(input.placeholder) ? 'rtl' : 'ltr';
    input.dir = input.value ? 'auto' : hint;
  };
  for (const type of CHANGES) panel.addEventListener(type, turn);
  return turn;
}

/** `dismiss` closes the menu, and returns whether it was open: the panel closes at the next Escape. */
export function mindKeys(panel: HTMLElement, dismiss: () => boolean): void {
  panel.addEventListener('keydown', (event) => {
    if (event.key === 'Tab') keepFocusInside(panel, event);
    else if (event.key === 'Escape' && !event.isComposing && dismiss()) event.stopPropagation();
  });
}

/** Keeps Tab inside a panel that covers the whole page. */
function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  if (!panel.matches('.full > *')) return;
  const stops = panel.querySelectorAll<HTMLElement>('button, textarea, a[href], [tabindex="0"]');
  const visible = Array.from(stops).filter((stop) => stop.offsetParent !== null);
  const [first, last] = [visible[0], visible[visible.length - 1]];
  const focused = (panel.getRootNode() as ShadowRoot).activeElement;
  const [edge, other] = event.shiftKey ? [first, last] : [last, first];
  if (focused !== edge && focused !== panel) return;
  event.preventDefault();
  other?.focus();
}
