import type { ReactNode } from 'react';
import { PanelRegion } from '~/ui/panels';

interface PageProps {
  title: string;
  help: ReactNode;
  /** The page's action. */
  action?: ReactNode;
  children: ReactNode;
}

/** A page of its own beside the list of tenants. */
export function Page({ title, help, action, children }: PageProps) {
  return (
    <PanelRegion className="flex-1 overflow-y-auto" label={title} name="editor">
      <title>{`${title} · BubbleChat`}</title>
      <div className="mx-auto w-full max-w-240 px-7 py-6 max-sm:px-4">
        <header className="flex flex-wrap items-start gap-x-4 gap-y-3">
          <div className="min-w-0 flex-1 basis-64">
            <h1 className="font-semibold text-lg" data-place>
              {title}
            </h1>
            <p className="mt-0.5 text-muted">{help}</p>
          </div>
          {action}
        </header>
        <div className="mt-5">{children}</div>
      </div>
    </PanelRegion>
  );
}
