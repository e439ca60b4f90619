import { cx } from '~/ui/cx';
import type { CapUse } from '~/usage/caps';
import { percent } from '~/usage/figures';
import { capIn } from './needs';

const COLOURS: Record<CapUse['mark'], string> = {
  none: 'bg-accent',
  near: 'bg-series-3',
  reached: 'bg-danger',
};

/** How much of a cap is used: a bar, and the same in words. */
export function CapBar({ use, currency }: { use: CapUse; currency: string }) {
  const { name, cap, share, mark } = use;
  return (
    <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
      <span
        aria-hidden="true"
        className="h-1.5 w-28 @max-3xl:w-full overflow-hidden rounded-full bg-line forced-colors:border"
      >
        <span
          className={cx('block h-full forced-color-adjust-none', COLOURS[mark])}
          style={{ width: `${Math.min(share, 1) * 100}%` }}
        />
      </span>
      <span className="text-muted text-sm">
        {percent(Math.floor(share * 100) / 100)} of {capIn(name, cap, currency)}
        {name === 'messages_per_day' && ' today'}
      </span>
    </span>
  );
}
