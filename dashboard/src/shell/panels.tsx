import { createContext, type ReactNode, use, useMemo, useState } from 'react';
import { cx } from '~/ui/cx';

export type Panel = 'tenants' | 'editor' | 'preview';

interface Panels {
  shown: Panel;
  show: (panel: Panel) => void;
}

const PanelContext = createContext<Panels>({ shown: 'editor', show: () => {} });

/** Below 1024 px one panel is shown at a time. The others stay mounted, so that nothing in them is lost. */
export function PanelProvider({ initial, children }: { initial: Panel; children: ReactNode }) {
  const [shown, show] = useState(initial);
  const panels = useMemo(() => ({ shown, show }), [shown]);
  return <PanelContext value={panels}>{children}</PanelContext>;
}

export const usePanels = (): Panels => use(PanelContext);

interface PanelProps {
  name: Panel;
  label: string;
  className: string;
  children: ReactNode;
}

export function PanelRegion({ name, label, className, children }: PanelProps) {
  const { shown } = usePanels();
  return (
    <section
      aria-label={label}
      className={cx('flex min-h-0 min-w-0 flex-col', shown !== name && 'max-lg:hidden', className)}
    >
      {children}
    </section>
  );
}

export type Place = 'start' | 'tenant' | 'nowhere';

const PANELS: Record<Place, { panel: Panel; label: string }[]> = {
  start: [
    { panel: 'tenants', label: 'Tenants' },
    { panel: 'editor', label: 'First steps' },
  ],
  tenant: [
    { panel: 'tenants', label: 'Tenants' },
    { panel: 'editor', label: 'Editor' },
    { panel: 'preview', label: 'Preview' },
  ],
  nowhere: [
    { panel: 'tenants', label: 'Tenants' },
    { panel: 'editor', label: 'This page' },
  ],
};

export function PanelTabs({ place }: { place: Place }) {
  const { shown, show } = usePanels();
  return (
    <nav
      aria-label="Panels"
      className="flex shrink-0 border-line border-t bg-side pb-[env(safe-area-inset-bottom)] lg:hidden"
    >
      {PANELS[place].map(({ panel, label }) => (
        <button
          aria-current={shown === panel ? 'page' : undefined}
          className="-mt-px h-12 flex-1 border-transparent border-t-2 font-medium text-muted aria-[current]:border-accent aria-[current]:text-ink"
          key={panel}
          onClick={() => show(panel)}
          type="button"
        >
          {label}
        </button>
      ))}
    </nav>
  );
}
