import { Tabs as Base } from '@base-ui/react/tabs';
import type { ReactNode } from 'react';
import type { Option } from './Select';

interface TabsProps<V extends string> {
  label: string;
  value: V;
  options: readonly Option<V>[];
  onChange: (value: V) => void;
  /** One `TabPanel` for each option. */
  children: ReactNode;
}

/** Views within one page. Tabs that are pages of their own are links: see editor/TabLinks.tsx. */
export function Tabs<V extends string>({
  label,
  value,
  options,
  onChange,
  children,
}: TabsProps<V>) {
  return (
    <Base.Root onValueChange={(next) => onChange(next as V)} value={value}>
      <Base.List aria-label={label} className="flex gap-5 border-line border-b">
        {options.map((option) => (
          <Base.Tab
            className="-mb-px h-10 border-transparent border-b-2 font-medium text-muted hover:text-ink data-active:border-accent data-active:text-ink"
            key={option.value}
            value={option.value}
          >
            {option.label}
          </Base.Tab>
        ))}
      </Base.List>
      {children}
    </Base.Root>
  );
}

export function TabPanel({ value, children }: { value: string; children: ReactNode }) {
  return <Base.Panel value={value}>{children}</Base.Panel>;
}
