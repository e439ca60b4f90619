import { useEffect } from 'react';

/** An element that had the focus, and what was around it, from the inside out. */
interface Stop {
  element: HTMLElement;
  around: Element[];
}

/** Enough to find the way back from a menu, the dialog it opened, and the one after that. */
const MOST_STOPS = 24;
/** Where a place begins anew: the control that stands next in there has nothing to do with the one that went. */
const LANDMARK = 'body, #root, main, section[aria-label], [role="region"]';
const HEADING = 'h1, h2, h3';
const CONTROL = 'a[href], button, input, select, textarea, [role="combobox"], [tabindex="0"]';

/** Newest first. Empty once somebody pressed on nothing: the focus is nowhere because they wanted so. */
let stops: Stop[] = [];
let isArriving = false;
let frame = 0;
let usedLast: 'keyboard' | 'mouse' | 'touch' = 'mouse';

/** A text field that gets the focus after a touch opens the keyboard over the page. */
export const isTouch = (): boolean => usedLast === 'touch';

export const isUsable = (element: Element): boolean =>
  element.checkVisibility() &&
  !element.matches(':disabled') &&
  !element.closest('[inert], [aria-hidden="true"]');

/** What opened over the page, if anything: nothing under it may have the focus. */
const modal = (): Element | undefined => [...document.querySelectorAll('[data-modal]')].at(-1);

function isTarget(element: HTMLElement): boolean {
  const isText = element.matches('textarea, input:not([type="checkbox"], [type="radio"])');
  return isUsable(element) && !(isText && isTouch()) && (modal()?.contains(element) ?? true);
}

const first = (place: Element, selector: string): HTMLElement | undefined =>
  [...place.querySelectorAll<HTMLElement>(selector)].find(
    (element) => isTarget(element) && (selector === HEADING || element.tabIndex >= 0),
  );

/** The element itself, or what is nearest to where it was. */
function heirOf({ element, around }: Stop): HTMLElement | undefined {
  if (isTarget(element)) return element;
  for (const place of around) {
    if (place.matches(LANDMARK)) return undefined;
    const heir = place.isConnected && (first(place, HEADING) ?? first(place, CONTROL));
    if (heir) return heir;
  }
  return undefined;
}

/** The heading of the innermost place that is shown: `data-place` marks them. */
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

/** Not at once: a dialog that closes gives the focus back a moment later. */
function look(): void {
  if ((isArriving || isNowhere()) && !frame) frame = requestAnimationFrame(settle);
}

/** Another place is shown: its heading gets the focus, as soon as it is there. */
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

/** Where the control that has the focus goes away, the focus goes on beside it, and not to the top of the page. */
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
