import type { ReactNode } from 'react';

interface SectionProps {
  title: string;
  help?: ReactNode;
  /** Shown under title and help: actions for the whole section. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A group of settings: a label column on the left, two columns of fields beside it, or one column on narrow screens. */
export function Section({ title, help, actions, children }: SectionProps) {
  return (
    <section className="@container border-line border-b py-6 last:border-b-0">
      <div className="grid grid-cols-1 gap-x-7 gap-y-4 @2xl:grid-cols-[140px_minmax(0,1fr)]">
        <div>
          <h2 className="font-semibold">{title}</h2>
          {help && <div className="mt-1 text-muted text-sm">{help}</div>}
          {actions && <div className="mt-3">{actions}</div>}
        </div>
        <div className="grid grid-cols-1 content-start gap-x-4 gap-y-4 @lg:grid-cols-2">
          {children}
        </div>
      </div>
    </section>
  );
}
