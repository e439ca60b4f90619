import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import type { AuditItem, FieldChange } from '~/api/types';
import { isColour } from '~/ui/colour';
import { minute } from '~/ui/dates';
import { labelOfChange, valuesOf } from './fields';

/** What exactly was changed, from → to, and where from. */
export function Details({ id, item }: { id: string; item: AuditItem }) {
  const { at, actor, subject, changes, more_changes, tenant, revision } = item;
  return (
    <div className="border-line border-t bg-side px-3.5 py-3" id={id}>
      {changes.length > 0 && (
        <ul aria-label="Changed fields" className="mb-3 flex flex-col gap-2">
          {changes.map((change) => (
            <li
              className="grid grid-cols-1 gap-x-4 sm:grid-cols-[minmax(120px,220px)_minmax(0,1fr)]"
              key={change.field}
            >
              <span className="break-words text-muted">{labelOfChange(change)}</span>
              <FromTo change={change} item={item} />
            </li>
          ))}
          {more_changes > 0 && (
            <li className="text-muted">and {more_changes.toLocaleString('en')} more</li>
          )}
        </ul>
      )}
      <dl className="flex flex-wrap gap-x-6 gap-y-1 text-muted text-sm">
        <Fact name="When">{minute(at)}</Fact>
        {actor.token && <Fact name="By token">{actor.token}</Fact>}
        {actor.address && <Fact name="Address">{actor.address}</Fact>}
        {subject && <Fact name="What">{subject}</Fact>}
        {tenant && <Fact name="Tenant">{tenant}</Fact>}
        {tenant && revision && (
          <Fact name="Revision">
            <Compare revision={revision} slug={tenant}>
              {revision}
            </Compare>
          </Fact>
        )}
      </dl>
    </div>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div className="flex min-w-0 gap-1.5">
      <dt>{name}:</dt>
      <dd className="min-w-0 break-all text-ink">{children}</dd>
    </div>
  );
}

interface CompareProps {
  slug: string;
  revision: number;
  children: ReactNode;
}

const Compare = ({ slug, revision, children }: CompareProps) => (
  <Link
    className="rounded-md text-accent-ink underline underline-offset-3"
    params={{ slug }}
    preload={false}
    search={{ revision }}
    to="/tenants/$slug/versions"
  >
    {children}
  </Link>
);

function FromTo({ change, item: { tenant, revision } }: { change: FieldChange; item: AuditItem }) {
  if (change.is_long) {
    return (
      <span>
        {tenant && revision ? (
          <Compare revision={revision} slug={tenant}>
            Compare the texts
          </Compare>
        ) : (
          'a long text'
        )}
      </span>
    );
  }
  const { from, to } = valuesOf(change);
  return (
    <span className="flex min-w-0 flex-wrap items-center gap-x-2">
      <Value text={from} />
      <span aria-hidden="true" className="text-faint">
        →
      </span>
      <span className="sr-only">became</span>
      <Value text={to} />
    </span>
  );
}

function Value({ text }: { text: string }) {
  return (
    <span className="inline-flex min-w-0 items-center gap-1.5">
      {isColour(text) && (
        <span
          className="size-4 shrink-0 rounded border border-edge"
          style={{ backgroundColor: text }}
        />
      )}
      <span className="min-w-0 whitespace-pre-wrap break-words">{text}</span>
    </span>
  );
}
