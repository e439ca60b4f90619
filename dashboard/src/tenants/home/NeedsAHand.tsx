import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { grouped } from '~/draft/bounds';
import { Button, KINDS, SHAPE } from '~/ui/Button';
import { cx } from '~/ui/cx';
import { Badge } from '~/ui/states';
import type { Need } from './needs';

/** As many are shown until somebody asks for the others. */
const SHOWN = 8;

/** What needs a hand, in sentences with one button each. */
export function NeedsAHand({ needs }: { needs: readonly Need[] }) {
  const [isAll, setAll] = useState(false);
  if (needs.length === 0) return null;
  const shown = isAll ? needs : needs.slice(0, SHOWN);
  return (
    <section aria-labelledby="needs" className="mt-5">
      <h2 className="sr-only" id="needs">
        Needs a hand
      </h2>
      <ul className="rounded-card border border-line">
        {shown.map((need) => (
          <NeedRow key={need.key} need={need} />
        ))}
      </ul>
      {shown.length < needs.length && (
        <Button className="mt-2" kind="quiet" onClick={() => setAll(true)}>
          Show all {grouped(needs.length)}
        </Button>
      )}
    </section>
  );
}

function NeedRow({ need }: { need: Need }) {
  const { kind, slug, name, text, action, tab, field, isUrgent } = need;
  return (
    <li className="flex items-center gap-3 border-line border-t px-4 py-3 first:border-t-0 max-sm:flex-col max-sm:items-start max-sm:gap-2">
      <span className="w-14 shrink-0">
        <Badge tone={isUrgent ? 'danger' : 'warn'}>{kind}</Badge>
      </span>
      <p className="wrap-anywhere min-w-0 flex-1">
        <span className="font-medium">{name}:</span> {text}
      </p>
      <Link
        aria-label={`${action}: ${name}`}
        className={cx(SHAPE, KINDS.secondary, 'px-3.5')}
        params={{ slug }}
        to={`/tenants/$slug/${tab}`}
        {...(field && { hash: field })}
      >
        {action}
      </Link>
    </li>
  );
}
