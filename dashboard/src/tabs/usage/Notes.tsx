import { Link } from '@tanstack/react-router';
import type { PeriodUsage } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { isPriced, tokensOf } from '~/usage/figures';

/** What the figures leave out, and which of them are estimates. */
export function Notes({ slug, usage: { total } }: { slug: string; usage: PeriodUsage }) {
  const { estimated_tokens: estimated, unpriced_tokens: unpriced, faults } = total;
  const failed = Object.entries(faults)
    .toSorted(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${grouped(count)}`);
  return (
    <div className="flex flex-col gap-1 text-muted text-sm">
      {failed.length > 0 && <p>Requests to providers that failed: {failed.join(', ')}.</p>}
      {estimated > 0 && (
        <p>
          {grouped(estimated)} of {grouped(tokensOf(total))} model tokens are estimates, because a
          provider did not report them.
        </p>
      )}
      {unpriced > 0 && (
        <p>
          {isPriced(total)
            ? `The cost leaves out ${grouped(unpriced)} model tokens that had no price. `
            : 'No engine that was used had a price, so no cost is shown. '}
          <Link
            className="font-medium text-accent-ink underline underline-offset-3"
            params={{ slug }}
            to="/tenants/$slug/engines"
          >
            Set prices
          </Link>
        </p>
      )}
      <p>Days are those of UTC. Messages in the preview count towards tokens and cost only.</p>
    </div>
  );
}
