import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Icon } from '~/ui/icons';
import type { SetupStep } from './setup';

interface StepProps {
  number: number;
  title: string;
  help?: string;
  isDone: boolean;
  isLater?: boolean;
  action?: ReactNode;
}

export function Step({ number, title, help, isDone, isLater, action }: StepProps) {
  return (
    <li className="flex items-start gap-3.5 border-line border-b py-4 last:border-b-0">
      <span
        className={
          isDone
            ? 'grid size-6 shrink-0 place-items-center rounded-full bg-good-soft text-good-ink'
            : 'grid size-6 shrink-0 place-items-center rounded-full border border-edge text-muted text-xs'
        }
      >
        {isDone ? <Icon aria-hidden={false} aria-label="Done" name="check" role="img" /> : number}
      </span>
      <span className="min-w-0 flex-1 pt-0.5">
        <span className={isLater || isDone ? 'text-muted' : 'font-medium'}>{title}</span>
        {help && !isDone && <span className="mt-0.5 block text-muted">{help}</span>}
      </span>
      {action}
    </li>
  );
}

interface StepsProps {
  slug: string;
  steps: readonly SetupStep[];
  onOpen?: () => void;
}

/** A tenant's set-up steps. The next one stands out, and each links to where it is done. */
export function Steps({ slug, steps, onOpen }: StepsProps) {
  const next = steps.findIndex(({ isDone }) => !isDone);
  return (
    <ol>
      <Step isDone number={1} title="Create a tenant" />
      {steps.map(({ title, help, isDone, tab, field }, i) => (
        <Step
          action={
            <Link
              aria-label={`Open: ${title}`}
              className={
                i === next
                  ? '-my-1 rounded-control bg-accent px-3.5 py-2 font-medium text-on-accent hover:bg-accent-strong'
                  : '-my-1 rounded-control px-3.5 py-2 font-medium text-accent-ink hover:bg-hover'
              }
              onClick={onOpen}
              params={{ slug }}
              to={`/tenants/$slug/${tab}`}
              {...(field && { hash: field })}
            >
              Open
            </Link>
          }
          help={help}
          isDone={isDone}
          key={title}
          number={i + 2}
          title={title}
        />
      ))}
    </ol>
  );
}
