/**
 * Keeps the panel inside what is visible: an on-screen keyboard on iOS shrinks the visual viewport
 * and nothing else.
 */
export function followViewport(panel: HTMLElement, signal: AbortSignal): void {
  const viewport = window.visualViewport;
  if (!viewport) return;
  const update = (): void => {
    panel.style.setProperty('--viewport-height', `${viewport.height}px`);
    panel.style.setProperty('--viewport-top', `${viewport.offsetTop}px`);
  };
  viewport.addEventListener('resize', update, { signal });
  viewport.addEventListener('scroll', update, { signal });
  update();
}

/** Keeps Tab inside a panel that covers the whole page. */
export function keepFocusInside(panel: HTMLElement, event: KeyboardEvent): void {
  const stops = panel.querySelectorAll<HTMLElement>('button, textarea, a[href], [tabindex="0"]');
  const visible = Array.from(stops).filter((stop) => stop.offsetParent !== null);
  const [first, last] = [visible[0], visible[visible.length - 1]];
  const focused = (panel.getRootNode() as ShadowRoot).activeElement;
  const [edge, other] = event.shiftKey ? [first, last] : [last, first];
  if (focused !== edge && focused !== panel) return;
  event.preventDefault();
  other?.focus();
}
