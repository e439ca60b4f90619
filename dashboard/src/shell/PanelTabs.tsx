import { type Panel, usePanels } from '~/ui/panels';

export type Place = 'start' | 'tenant' | 'elsewhere';

const PANELS: Record<Place, { panel: Panel; label: string }[]> = {
  start: [
    { panel: 'tenants', label: 'Tenants' },
    { panel: 'editor', label: 'Home' },
  ],
  tenant: [
    { panel: 'tenants', label: 'Tenants' },
    { panel: 'editor', label: 'Editor' },
    { panel: 'preview', label: 'Preview' },
  ],
  elsewhere: [
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
