import { Link } from '@tanstack/react-router';
import { useId, useState } from 'react';
import type { AuditItem } from '~/api/types';
import { cx } from '~/ui/cx';
import { minute } from '~/ui/dates';
import { IconButton } from '~/ui/IconButton';
import { Details } from './Details';
import { personOf, sentenceOf } from './sentences';
import type { Names } from './useNames';

const TIME = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit' });

/** One line in words. What exactly was changed is shown on demand. */
export function EventRow({ item, names }: { item: AuditItem; names: Names }) {
  const [isOpen, setOpen] = useState(false);
  const id = useId();
  const { at, note } = item;
  const time = TIME.format(new Date(at));
  return (
    <li className="border-line border-b last:border-b-0">
      <div className="flex items-start gap-3 py-1.5 pr-1.5 pl-3.5">
        <time
          className="shrink-0 py-2 text-muted text-sm tabular-nums"
          dateTime={at}
          title={minute(at)}
        >
          {time}
        </time>
        <div className="min-w-0 flex-1 break-words py-2">
          <p>
            <Words item={item} names={names} />
          </p>
          {note && <p className="mt-0.5 text-muted">{note}</p>}
        </div>
        <IconButton
          aria-controls={isOpen ? id : undefined}
          aria-expanded={isOpen}
          className={cx('transition-transform', isOpen && 'rotate-180')}
          icon="chevron"
          label={isOpen ? 'Hide details' : `Show details, ${time}`}
          onClick={() => setOpen(!isOpen)}
        />
      </div>
      {isOpen && <Details id={id} item={item} />}
    </li>
  );
}

function Words({ item, names }: { item: AuditItem; names: Names }) {
  const { did, after } = sentenceOf(item);
  return (
    <>
      <span className="font-medium">{personOf(item, names.me)}</span> {did}
      {item.tenant && (
        <>
          {' '}
          <Tenant name={names.tenants.get(item.tenant)} slug={item.tenant} />
        </>
      )}
      {after && ` ${after}`}
    </>
  );
}

/** A tenant that is gone has neither a name nor a page. */
function Tenant({ slug, name }: { slug: string; name: string | undefined }) {
  if (name === undefined) return <span className="font-medium">{slug}</span>;
  return (
    <Link
      className="rounded-md font-medium underline decoration-edge underline-offset-3 hover:decoration-current"
      params={{ slug }}
      preload={false}
      to="/tenants/$slug/appearance"
    >
      {name}
    </Link>
  );
}
