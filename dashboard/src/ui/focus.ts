import { useEffect } from 'react';

/** An element that had the focus, and its ancestors, innermost first. */
interface Stop {
  element: HTMLElement;
  around: Element[];
}

/** Enough to return from a menu, the dialog it opened, and the dialog after that. */
const MOST_STOPS = 24;
/** A boundary: controls beyond it have nothing to do with the one that disappeared. */
const LANDMARK = 'body, #root, main, section[aria-label], [role="region"]';
const HEADING = 'h1, h2, h3';
const CONTROL = 'a[href], button, input, select, textarea, [role="combobox"], [tabindex="0"]';

/** Newest first. Empty after a click on nothing, because then the focus is gone on purpose. */
let stops: Stop[] = [];
let isArriving = false;
let frame = 0;
let usedLast: 'keyboard' | 'mouse' | 'touch' = 'mouse';

/** Whether focusing the element after a touch would open the on-screen keyboard. */
export const isTouch = (): boolean => usedLast === 'touch';

export const isUsable = (element: Element): boolean =>
  element.checkVisibility() &&
  !element.matches(':disabled') &&
  !element.closest('[inert], [aria-hidden="true"]');

/** What is open over the page, if anything. Nothing under it may have the focus. */
const modal = (): Element | undefined => [...document.querySelectorAll('[data-modal]')].at(-1);

function isTarget(element: HTMLElement): boolean {
  const isText = element.matches('textarea, input:not([type="checkbox"], [type="radio"])');
  return isUsable(element) && !(isText && isTouch()) && (modal()?.contains(element) ?? true);
}

const first = (place: Element, selector: string): HTMLElement | undefined =>
  [...place.querySelectorAll<HTMLElement>(selector)].find(
    (element) => isTarget(element) && (selector === HEADING || element.tabIndex >= 0),
  );

/** The element itself, or the one nearest to where it was. */
function heirOf({ element, around }: Stop): HTMLElement | undefined {
  if (isTarget(element)) return element;
  for (const place of around) {
    if (place.matches(LANDMARK)) return undefined;
    const heir = place.isConnected && (first(place, HEADING) ?? first(place, CONTROL));
    if (heir) return heir;
  }
  return undefined;
}

/** The heading of the innermost visible place. `data-place` marks places. */
const placeHeading = (): HTMLElement | undefined =>
  [...document.querySelectorAll<HTMLElement>('[data-place]')].filter(isTarget).at(-1);

function focus(target: HTMLElement): void {
  if (target.matches(HEADING)) target.tabIndex = -1;
  target.focus({ preventScroll: usedLast !== 'keyboard' });
}

const isNowhere = (): boolean => (document.activeElement ?? document.body) === document.body;

function settle(): void {
  frame = 0;
  if (isArriving) {
    const heading = placeHeading();
    if (!heading) return;
    isArriving = false;
    focus(heading);
  } else if (isNowhere() && stops[0] && !isUsable(stops[0].element)) {
    const heir = stops.map(heirOf).find(Boolean) ?? placeHeading() ?? modal();
    if (heir instanceof HTMLElement) focus(heir);
  }
}

/** Waits a moment, because a closing dialog returns the focus with a delay. */
function look(): void {
  if ((isArriving || isNowhere()) && !frame) frame = requestAnimationFrame(settle);
}

/** Focuses the heading of a newly shown place as soon as it exists. */
export function arrive(): void {
  stops = [];
  isArriving = true;
  look();
}

function onFocusIn({ target }: FocusEvent): void {
  if (!(target instanceof HTMLElement)) return;
  const around: Element[] = [];
  for (let at = target.parentElement; at; at = at.parentElement) around.push(at);
  stops = [{ element: target, around }, ...stops].slice(0, MOST_STOPS);
}

/** When the focused control disappears, moves the focus next to it instead of to the top of the page. */
export function useFocusKeeper(): void {
  useEffect(() => {
    const end = new AbortController();
    const listen = <K extends keyof DocumentEventMap>(
      type: K,
      run: (event: DocumentEventMap[K]) => void,
    ): void => document.addEventListener(type, run, { capture: true, signal: end.signal });
    listen('focusin', onFocusIn);
    listen('keydown', () => {
      usedLast = 'keyboard';
      isArriving = false;
    });
    listen('pointerdown', ({ pointerType }) => {
      usedLast = pointerType === 'touch' ? 'touch' : 'mouse';
      isArriving = false;
    });
    listen('pointerup', () => {
      if (isNowhere()) stops = [];
    });
    const changes = new MutationObserver(look);
    changes.observe(document.body, { childList: true, subtree: true });
    return () => {
      end.abort();
      changes.disconnect();
      cancelAnimationFrame(frame);
      frame = 0;
    };
  }, []);
}
