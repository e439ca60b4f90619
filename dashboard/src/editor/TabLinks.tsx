import { Link, useLocation } from '@tanstack/react-router';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useDraftState } from '~/draft/context';
import { TABS, tabOf } from '~/tenant/tabs';
import { usePage } from '~/tenant/useTab';

export function TabLinks({ slug }: { slug: string }) {
  const problems = useDraftState((state) => state.problems);
  const wrong = new Set([...problems.keys()].filter(Boolean).map(tabOf));
  const { pathname } = useLocation();
  const page = usePage();
  const row = useRef<HTMLDivElement>(null);
  const hidden = useHiddenSides(row);
  // On narrow screens the row scrolls, and a deep link may lead to a tab that is out of view.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address decides which link is current
  useEffect(() => {
    const current = row.current?.querySelector<HTMLElement>('[aria-current]');
    if (!row.current || !current) return;
    // `scrollIntoView` would scroll the page too.
    const { clientWidth } = row.current;
    row.current.scrollLeft = current.offsetLeft - (clientWidth - current.offsetWidth) / 2;
  }, [pathname]);
  return (
    <nav
      aria-label="Settings"
      className="sticky top-0 z-10 mt-3 border-line border-b bg-surface px-7 max-sm:px-4"
    >
      <div
        className="relative -mb-px flex gap-5 overflow-x-auto [scrollbar-width:none] data-[hidden=both]:mask-[linear-gradient(90deg,transparent,#000_48px,#000_calc(100%-48px),transparent)] data-[hidden=end]:mask-[linear-gradient(90deg,#000_calc(100%-48px),transparent)] data-[hidden=start]:mask-[linear-gradient(90deg,transparent,#000_48px)]"
        data-hidden={hidden}
        ref={row}
      >
        {TABS.map(({ path, label }) => (
          <Link
            activeProps={{ 'aria-current': 'page' }}
            className="flex h-10 shrink-0 items-center gap-1.5 border-transparent border-b-2 font-medium text-muted -outline-offset-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
            key={path}
            params={{ slug }}
            to={`/tenants/$slug/${path}`}
          >
            {label}
            {wrong.has(path) && (
              <span className="size-1.5 rounded-full bg-danger">
                <span className="sr-only">, something needs attention</span>
              </span>
            )}
          </Link>
        ))}
      </div>
      {/* The focus stays on the link, so that another tab is shown has to be said. */}
      <p aria-live="polite" className="sr-only">
        {page.label} is shown
      </p>
    </nav>
  );
}

type Sides = 'start' | 'end' | 'both' | undefined;

/** On which sides of a row there is more to scroll to. */
function useHiddenSides(row: RefObject<HTMLElement | null>): Sides {
  const [sides, setSides] = useState<Sides>();
  useEffect(() => {
    const { current: element } = row;
    if (!element) return;
    const look = (): void => {
      const { scrollLeft, scrollWidth, clientWidth } = element;
      const atStart = scrollLeft > 1;
      const atEnd = scrollWidth - clientWidth - scrollLeft > 1;
      setSides(atStart && atEnd ? 'both' : atStart ? 'start' : atEnd ? 'end' : undefined);
    };
    look();
    element.addEventListener('scroll', look, { passive: true });
    const sizes = new ResizeObserver(look);
    sizes.observe(element);
    return () => {
      element.removeEventListener('scroll', look);
      sizes.disconnect();
    };
  }, [row]);
  return sides;
}
