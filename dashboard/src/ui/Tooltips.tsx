import { useEffect, useLayoutEffect, useRef, useState } from 'react';

/** How long the pointer rests on a control before the first tooltip, and for how long further tooltips then appear at once. */
const REST_MS = 500;
const WARM_MS = 400;
const GAP_PX = 6;

const carrierOf = (target: EventTarget | null): HTMLElement | null =>
  target instanceof Element ? target.closest<HTMLElement>('[data-tooltip]') : null;

/** The control under the pointer or with the keyboard's focus. */
function useCarrier(): HTMLElement | null {
  const [carrier, setCarrier] = useState<HTMLElement | null>(null);
  useEffect(() => {
    let timer = 0;
    let warmUntil = 0;
    const end = new AbortController();
    const show = (next: HTMLElement | null): void => {
      clearTimeout(timer);
      setCarrier((shown) => {
        if (shown && !next) warmUntil = performance.now() + WARM_MS;
        return next;
      });
    };
    const rest = (next: HTMLElement | null): void => {
      clearTimeout(timer);
      if (next) {
        timer = setTimeout(() => show(next), performance.now() < warmUntil ? 0 : REST_MS);
      }
    };
    const listen = <K extends keyof DocumentEventMap>(
      type: K,
      run: (event: DocumentEventMap[K]) => void,
    ): void => document.addEventListener(type, run, { capture: true, signal: end.signal });
    listen('pointerover', ({ target, pointerType }) => {
      if (pointerType !== 'touch') rest(carrierOf(target));
    });
    listen('pointerout', ({ target, relatedTarget }) => {
      const left = carrierOf(target);
      if (left && carrierOf(relatedTarget) !== left) show(null);
    });
    listen('focusin', ({ target }) => {
      if (target instanceof Element && target.matches(':focus-visible')) show(carrierOf(target));
    });
    for (const type of ['focusout', 'pointerdown', 'scroll'] as const)
      listen(type, () => show(null));
    listen('keydown', ({ key }) => {
      if (key === 'Escape') show(null);
    });
    return () => {
      end.abort();
      clearTimeout(timer);
    };
  }, []);
  return carrier;
}

/** The control's tooltip, as long as the control exists. */
function useText(carrier: HTMLElement | null): string | undefined {
  const [, setChanges] = useState(0);
  useEffect(() => {
    if (!carrier) return;
    const changes = new MutationObserver(() => setChanges((count) => count + 1));
    changes.observe(document.body, {
      childList: true,
      subtree: true,
      attributeFilter: ['data-tooltip'],
    });
    return () => changes.disconnect();
  }, [carrier]);
  return carrier?.isConnected ? carrier.dataset.tooltip : undefined;
}

/**
 * The page's only tooltip, which shows the `data-tooltip` of the current control. It repeats the control's name and is never the only place
 * for information.
 */
export default function Tooltips() {
  const carrier = useCarrier();
  const text = useText(carrier);
  const tooltip = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text determines the size
  useLayoutEffect(() => {
    const { current: element } = tooltip;
    if (!element || !carrier) return;
    // In the top layer, above dialogs.
    element.showPopover();
    const around = carrier.getBoundingClientRect();
    const { width, height } = element.getBoundingClientRect();
    const middle = around.left + (around.width - width) / 2;
    const above = around.top - height - GAP_PX;
    element.style.left = `${Math.max(GAP_PX, Math.min(middle, innerWidth - width - GAP_PX))}px`;
    element.style.top = `${above < GAP_PX ? around.bottom + GAP_PX : above}px`;
  }, [carrier, text]);
  return (
    text && (
      <div
        aria-hidden="true"
        className="pointer-events-none fixed inset-auto m-0 rounded-md border-0 bg-ink px-2 py-1 text-surface text-xs transition-opacity duration-140 starting:opacity-0"
        popover="manual"
        ref={tooltip}
      >
        {text}
      </div>
    )
  );
}
