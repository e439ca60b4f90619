import type { ReactNode } from 'react';
import { cx } from './cx';

interface TableProps {
  /** The accessible name. */
  label: string;
  className?: string;
  children: ReactNode;
}

/** A table that scrolls sideways where there is no room for it. */
export function Table({ label, className, children }: TableProps) {
  return (
    <section
      aria-label={label}
      className={cx('overflow-x-auto', className)}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard
      tabIndex={0}
    >
      <table aria-label={label} className="w-full border-collapse text-left tabular-nums">
        {children}
      </table>
    </section>
  );
}

interface CellProps {
  children?: ReactNode;
  isNumber?: boolean;
  className?: string | undefined;
}

const shape = ({ isNumber, className }: CellProps): string =>
  cx('px-3.5 py-2.5 first:pl-4 last:pr-4', isNumber && 'whitespace-nowrap text-right', className);

interface HeadProps extends CellProps {
  'aria-sort'?: 'ascending' | 'descending' | undefined;
}

export function Head({ 'aria-sort': sort, children, ...cell }: HeadProps) {
  return (
    <th
      aria-sort={sort}
      className={cx(shape(cell), 'whitespace-nowrap font-normal text-muted text-sm')}
      scope="col"
    >
      {children}
    </th>
  );
}

/** The cell that names its row. */
export function RowHead({ children, ...cell }: CellProps) {
  return (
    <th className={cx(shape(cell), 'font-medium')} scope="row">
      {children}
    </th>
  );
}

export function Cell({ children, ...cell }: CellProps) {
  return <td className={shape(cell)}>{children}</td>;
}

export const ROW = 'border-line border-t';
