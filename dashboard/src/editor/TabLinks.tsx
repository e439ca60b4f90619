import { Link, useLocation } from '@tanstack/react-router';
import { useEffect, useRef } from 'react';
import { useDraftState } from '~/draft/context';
import { TABS, tabOf } from './tabs';

export function TabLinks({ slug }: { slug: string }) {
  const problems = useDraftState((state) => state.problems);
  const wrong = new Set([...problems.keys()].filter(Boolean).map(tabOf));
  const { pathname } = useLocation();
  const list = useRef<HTMLElement>(null);
  // On narrow screens the row scrolls; a deep link may name a tab that is out of sight.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the address decides which link is current
  useEffect(() => {
    const current = list.current?.querySelector<HTMLElement>('[aria-current]');
    if (!list.current || !current) return;
    // Not `scrollIntoView`, which would move the page under it too.
    const { clientWidth } = list.current;
    list.current.scrollLeft = current.offsetLeft - (clientWidth - current.offsetWidth) / 2;
  }, [pathname]);
  return (
    <nav
      aria-label="Settings"
      className="sticky top-0 z-10 mt-3 flex gap-5 overflow-x-auto border-line border-b bg-surface px-7 [scrollbar-width:none] max-sm:px-4"
      ref={list}
    >
      {TABS.map(({ path, label }) => (
        <Link
          activeProps={{ 'aria-current': 'page' }}
          className="flex h-10 shrink-0 items-center gap-1.5 border-transparent border-b-2 font-medium text-muted -outline-offset-2 hover:text-ink aria-[current]:border-accent aria-[current]:text-ink"
          key={path}
          params={{ slug }}
          replace
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
    </nav>
  );
}
