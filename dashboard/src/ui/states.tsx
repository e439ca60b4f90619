import type { ReactNode } from 'react';
import { cx } from './cx';

/** A grey line in place of text that is loading. Shown after 200 ms, so that quick responses don't flicker. */
export function Skeleton({ className }: { className?: string }) {
  return (
    <span aria-hidden="true" className={cx('block animate-late rounded-md bg-line', className)} />
  );
}

/** In place of a list of two-line rows that is loading. */
export function SkeletonRows({ label }: { label: string }) {
  return (
    <div aria-label={label} className="rounded-control border border-line" role="status">
      {['w-36', 'w-28'].map((width) => (
        <div className="border-line border-b p-3.5 last:border-b-0" key={width}>
          <Skeleton className={`h-3.5 ${width}`} />
          <Skeleton className="mt-2.5 h-3 w-56 max-w-full" />
        </div>
      ))}
    </div>
  );
}

export interface TitleProps {
  title: string;
  /** True if it fills the page, so that its title becomes the page's. */
  isPage?: boolean;
}

export function Title({ title, isPage }: TitleProps) {
  const Element = isPage ? 'h1' : 'p';
  return (
    <Element className="font-medium" data-place={isPage || undefined}>
      {title}
    </Element>
  );
}

interface EmptyStateProps extends TitleProps {
  children?: ReactNode;
  action?: ReactNode;
}

export function EmptyState({ children, action, ...title }: EmptyStateProps) {
  return (
    <div className="mx-auto flex max-w-sm flex-col items-center px-6 py-12 text-center">
      <Title {...title} />
      {children && <div className="mt-1 text-muted">{children}</div>}
      {action && <div className="mt-4">{action}</div>}
    </div>
  );
}

type Tone = 'info' | 'warn' | 'danger' | 'good';

const TONES: Record<Tone, string> = {
  info: 'bg-accent-soft text-ink',
  warn: 'bg-warn-soft text-warn-ink',
  danger: 'bg-danger-soft text-danger-ink',
  good: 'bg-good-soft text-good-ink',
};

interface BannerProps {
  tone?: Tone;
  children: ReactNode;
  action?: ReactNode;
}

export function Banner({ tone = 'info', children, action }: BannerProps) {
  return (
    <div
      className={cx('flex items-center gap-3 rounded-control px-3 py-2', TONES[tone])}
      role={tone === 'danger' ? 'alert' : 'status'}
    >
      <div className="min-w-0 flex-1">{children}</div>
      {action}
    </div>
  );
}

export function Badge({ tone = 'info', children }: { tone?: Tone | 'plain'; children: ReactNode }) {
  const colours = tone === 'plain' ? 'bg-hover text-muted' : TONES[tone];
  return (
    <span
      className={cx(
        'inline-flex whitespace-nowrap rounded-md px-1.5 py-0.5 font-medium text-xs',
        colours,
      )}
    >
      {children}
    </span>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return (
    <kbd className="rounded border border-line bg-sunken px-1 font-sans text-muted text-xs">
      {children}
    </kbd>
  );
}
