import { ApiError, explain } from '~/api/error';
import { Banner } from '~/ui/states';

interface RefusalProps {
  error: unknown;
  /** How much of the wait is left that the service asked for, in seconds. */
  waitS: number;
  /** What to do after too many attempts instead of waiting. */
  hint?: string;
}

/** Why a password was not tried, or not accepted. */
export function Refusal({ error, waitS, hint }: RefusalProps) {
  const isRefused = error instanceof ApiError;
  if (isRefused && error.retryAfter > 0 && waitS === 0) {
    return <Banner>You can try again now.</Banner>;
  }
  const isLocked = isRefused && error.code === 'too_many_attempts' && waitS >= 60;
  return (
    <Banner tone="danger">
      {explain(error, waitS)}
      {isLocked && hint && ` ${hint}`}
    </Banner>
  );
}
