import { createContext, type ReactNode, use, useMemo, useState } from 'react';
import { cx } from './cx';

export type Panel = 'tenants' | 'editor' | 'preview';

interface Panels {
  shown: Panel;
  show: (panel: Panel) => void;
}

const PanelContext = createContext<Panels>({ shown: 'editor', show: () => {} });

/** Below 1024 px, one panel is shown at a time. The others stay mounted, so nothing in them is lost. */
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
