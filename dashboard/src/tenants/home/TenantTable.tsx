import { Link } from '@tanstack/react-router';
import { type ReactNode, useState } from 'react';
import { grouped } from '~/draft/bounds';
import { cx } from '~/ui/cx';
import { Icon } from '~/ui/icons';
import { Badge } from '~/ui/states';
import { Cell, Head, ROW, RowHead, Table } from '~/ui/Table';
import { compact, costText, isPriced, tokensOf } from '~/usage/figures';
import { moneyIn } from '~/usage/money';
import { CapBar } from './CapBar';
import { PauseSwitch } from './PauseSwitch';
import { nextSort, type Row, type Sort, type SortKey, sorted } from './rows';

interface TableProps {
  rows: readonly Row[];
  currency: string;
}

/** Without room, the row's name carries what these columns say. */
const WIDE = '@max-3xl:hidden';

/** Every tenant in a line. */
export function TenantTable({ rows, currency }: TableProps) {
  const [sort, setSort] = useState<Sort>({ by: 'name', isDescending: false });
  const hasCost = rows.some(({ total }) => isPriced(total));
  const head = { sort, onSort: (by: SortKey) => setSort(nextSort(sort, by)) };
  return (
    <Table className="mt-5 rounded-card border border-line" label="This month by tenant">
      <thead>
        <tr>
          <SortHead {...head} by="name">
            Tenant
          </SortHead>
          <SortHead {...head} by="messages" className={WIDE} isNumber>
            Messages
          </SortHead>
          <SortHead {...head} by="spent" className={WIDE} isNumber>
            {hasCost ? 'Cost' : 'Model tokens'}
          </SortHead>
          <SortHead {...head} by="cap">
            Nearest cap
          </SortHead>
          <Head className={WIDE}>Needs</Head>
          <Head>Paused</Head>
        </tr>
      </thead>
      <tbody>
        {sorted(rows, sort).map((row) => (
          <TenantLine currency={currency} key={row.slug} row={row} />
        ))}
      </tbody>
    </Table>
  );
}

interface SortHeadProps {
  by: SortKey;
  sort: Sort;
  onSort: (by: SortKey) => void;
  isNumber?: boolean;
  className?: string;
  children: ReactNode;
}

function SortHead({ by, sort, onSort, isNumber = false, className, children }: SortHeadProps) {
  const isSorted = sort.by === by;
  const order = sort.isDescending ? 'descending' : 'ascending';
  return (
    <Head aria-sort={isSorted ? order : undefined} className={className} isNumber={isNumber}>
      <button
        className={cx(
          '-mx-1.5 inline-flex items-center gap-1 rounded-md px-1.5 py-0.5 hover:bg-hover hover:text-ink',
          isNumber && 'flex-row-reverse',
        )}
        onClick={() => onSort(by)}
        type="button"
      >
        {children}
        <Icon
          className={cx('size-3.5', !isSorted && 'opacity-0')}
          name={sort.isDescending ? 'down' : 'up'}
        />
      </button>
    </Head>
  );
}

function spentBy({ total }: Row, currency: string): string {
  if (isPriced(total)) return costText(total, moneyIn(currency));
  const tokens = tokensOf(total);
  return tokens > 0 ? `${compact(tokens)} tokens` : '–';
}

function TenantLine({ row, currency }: { row: Row; currency: string }) {
  const { slug, name, total, cap, paused } = row;
  const spent = spentBy(row, currency);
  const noun = total.messages === 1 ? 'message' : 'messages';
  return (
    <tr className={cx(ROW, '[contain-intrinsic-size:auto_49px] [content-visibility:auto]')}>
      <RowHead className="wrap-anywhere">
        <Link className="rounded hover:underline" params={{ slug }} to="/tenants/$slug/usage">
          {name}
        </Link>
        <span className="@3xl:hidden mt-0.5 block font-normal text-muted text-sm">
          {grouped(total.messages)} {noun} · {spent}
        </span>
        <span className="@3xl:hidden mt-1 block font-normal empty:hidden">{marks(row)}</span>
      </RowHead>
      <Cell className={WIDE} isNumber>
        {grouped(total.messages)}
      </Cell>
      <Cell className={WIDE} isNumber>
        {spent}
      </Cell>
      <Cell>{cap ? <CapBar currency={currency} use={cap} /> : <Nothing>No cap</Nothing>}</Cell>
      <Cell className={WIDE}>{marks(row) ?? <Nothing>–</Nothing>}</Cell>
      <Cell>
        <PauseSwitch isPaused={paused} name={name} slug={slug} />
      </Cell>
    </tr>
  );
}

const Nothing = ({ children }: { children: ReactNode }) => (
  <span className="text-muted text-sm">{children}</span>
);

/** What the tenant needs, in a word. The sentences are above the table. */
function marks({ slug, isFailing, paused, cap, isUnused }: Row): ReactNode {
  const badges = [
    isFailing && (
      <Badge key="fails" tone="danger">
        Engine fails
      </Badge>
    ),
    cap?.mark === 'reached' && (
      <Badge key="cap" tone="danger">
        Cap reached
      </Badge>
    ),
    cap?.mark === 'near' && (
      <Badge key="cap" tone="warn">
        Near its cap
      </Badge>
    ),
    paused && (
      <Badge key="paused" tone="plain">
        Paused
      </Badge>
    ),
    isUnused && (
      <Link
        className="text-muted text-sm underline underline-offset-3 hover:text-ink"
        key="unused"
        params={{ slug }}
        to="/tenants/$slug/embed"
      >
        Not used yet
      </Link>
    ),
  ].filter(Boolean);
  return badges.length > 0 ? <span className="flex flex-wrap gap-1.5">{badges}</span> : null;
}
