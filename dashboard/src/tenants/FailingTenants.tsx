import { Link } from '@tanstack/react-router';
import type { FailingEngine, TenantSummary } from '~/api/types';
import { explainFault } from '~/tenant/explain-fault';
import { KINDS, SHAPE } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { since } from '~/ui/dates';
import { Badge } from '~/ui/states';

export interface Failing {
  tenant: TenantSummary;
  engine: FailingEngine;
}

export const failingOf = (tenants: readonly TenantSummary[]): Failing[] =>
  tenants.flatMap((tenant) => tenant.failing_engines.map((engine) => ({ tenant, engine })));

/** What no visitor should have to report: engines that cannot answer until somebody changes something. */
export function FailingTenants({ failing }: { failing: readonly Failing[] }) {
  return (
    <section className="mx-auto w-full max-w-150 px-7 pt-10 max-sm:px-4 max-sm:pt-6">
      <h1 className="mb-3 font-semibold text-lg" data-place>
        {failing.length === 1 ? 'An engine fails' : `${failing.length} engines fail`}
      </h1>
      <ul className="rounded-card border border-line">
        {failing.map(({ tenant, engine }) => (
          <li
            className="flex items-center gap-3 border-line border-t px-3.5 py-3 first:border-t-0"
            key={`${tenant.slug} ${engine.engine}`}
          >
            <div className="min-w-0 flex-1 wrap-anywhere">
              <p className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
                <span className="font-medium">{tenant.name}</span>
                <Badge tone="danger">{engine.engine}</Badge>
                <span className="text-muted text-sm">since {since(engine.since)}</span>
              </p>
              <p className="mt-0.5 text-muted text-sm">{explainFault(engine)}</p>
            </div>
            <Link
              aria-label={`Open: ${engine.engine} of ${tenant.name}`}
              className={cx(SHAPE, KINDS.secondary, 'px-3.5')}
              params={{ slug: tenant.slug }}
              to="/tenants/$slug/engines"
            >
              Open
            </Link>
          </li>
        ))}
      </ul>
    </section>
  );
}
