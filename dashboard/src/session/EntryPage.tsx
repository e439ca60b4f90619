import type { ReactNode } from 'react';
import { Mark } from '~/ui/Mark';

interface EntryPageProps {
  title: string;
  children: ReactNode;
  /** Below the card. */
  note?: ReactNode;
}

/** A page for those who are not inside yet. */
export function EntryPage({ title, children, note }: EntryPageProps) {
  return (
    <main className="h-full overflow-y-auto bg-sunken">
      <title>{`${title} · BubbleChat`}</title>
      <div className="mx-auto flex min-h-full w-[min(380px,100%-32px)] flex-col justify-center py-12">
        <div className="mb-6 flex items-center gap-2 font-semibold text-md">
          <Mark />
          BubbleChat
        </div>
        <div className="rounded-card border border-line bg-surface p-6">
          <h1 className="mb-5 font-semibold text-lg" data-place>
            {title}
          </h1>
          {children}
        </div>
        {note && <p className="mt-4 text-muted text-xs">{note}</p>}
      </div>
    </main>
  );
}
