import { Button as Base } from '@base-ui/react/button';
import type { ComponentProps, ReactNode } from 'react';
import { cx } from './cx';

type Kind = 'primary' | 'secondary' | 'quiet' | 'danger';

export const KINDS: Record<Kind, string> = {
  primary: 'bg-accent text-on-accent hover:bg-accent-strong active:bg-accent-strong',
  secondary:
    'border border-edge bg-surface shadow-control hover:border-faint hover:bg-hover active:bg-line',
  quiet: 'text-muted hover:bg-hover hover:text-ink active:bg-line',
  danger: 'bg-danger text-on-accent hover:bg-danger-strong active:bg-danger-strong',
};

export const SHAPE =
  'inline-flex h-9 shrink-0 select-none items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap transition-colors duration-120 data-disabled:pointer-events-none data-disabled:opacity-50 forced-colors:border';

export interface ButtonProps extends Omit<ComponentProps<typeof Base>, 'className'> {
  kind?: Kind;
  /** While the action runs, the button stays in place and keeps the focus, but does nothing. */
  busy?: boolean;
  className?: string;
  children?: ReactNode;
}

export function Button(props: ButtonProps) {
  const { kind = 'secondary', busy = false, disabled, className, children, ...rest } = props;
  return (
    <Base
      aria-busy={busy || undefined}
      className={cx(SHAPE, 'px-3.5', KINDS[kind], className)}
      disabled={disabled || busy}
      focusableWhenDisabled={busy}
      {...rest}
    >
      {busy && <Spinner />}
      {children}
    </Base>
  );
}

export function Spinner() {
  return (
    <span
      aria-hidden="true"
      className="size-3.5 animate-turn rounded-full border-2 border-current border-r-transparent"
    />
  );
}
