import { Button } from '~/ui/Button';
import { Title, type TitleProps } from '~/ui/states';
import { explain } from './error';

interface ErrorStateProps extends TitleProps {
  error: unknown;
  onRetry?: () => void;
  busy?: boolean;
}

/** Shown in place of a response when a request has failed. */
export function ErrorState({ error, onRetry, busy = false, ...title }: ErrorStateProps) {
  return (
    <div
      className="mx-auto flex max-w-sm flex-col items-center px-6 py-12 text-center"
      role="alert"
    >
      <Title {...title} />
      <p className="mt-1 text-muted">{explain(error)}</p>
      {onRetry && (
        <Button busy={busy} className="mt-4" onClick={onRetry}>
          Try again
        </Button>
      )}
    </div>
  );
}
