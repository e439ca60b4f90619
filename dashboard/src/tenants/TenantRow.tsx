import { Link } from '@tanstack/react-router';
import { memo } from 'react';
import type { TenantSummary } from '~/api/types';
import { explainFailing } from '~/tenant/explain-fault';
import type { TabPath } from '~/tenant/tabs';
import { cx } from '~/ui/cx';
import { Icon } from '~/ui/icons';
import { Initial } from './Initial';

interface RowProps {
  tenant: TenantSummary;
  life: string;
  isSelected: boolean;
  /** Whether the Tab key enters the list here. */
  isStop: boolean;
  /** Whether there is room only for initials: between 1024 and 1280 px, while a tenant is open. */
  isRail: boolean;
  /** The open tab, which stays open when another tenant is chosen. */
  tab: TabPath;
  onReach: (slug: string) => void;
  onShow: (panel: 'editor') => void;
}

/** The browser skips rendering what is out of view, so a list of thousands stays fast. */
export const TenantRow = memo(function TenantRow(props: RowProps) {
  const { tenant, life, isSelected, isStop, isRail, tab, onReach, onShow } = props;
  const [failing] = tenant.failing_engines;
  const trouble = failing && explainFailing(failing);
  return (
    <li className="[contain-intrinsic-size:auto_56px] [content-visibility:auto]">
      <Link
        aria-current={isSelected ? 'true' : undefined}
        className={cx(
          'flex h-14 items-center gap-2.5 rounded-control border border-transparent px-2.5 -outline-offset-2 hover:bg-hover aria-[current]:border-line aria-[current]:bg-surface',
          isRail && 'lg:max-xl:h-11 lg:max-xl:px-1.5 lg:max-xl:aria-[current]:border-edge',
        )}
        onClick={() => isSelected && onShow('editor')}
        onFocus={() => onReach(tenant.slug)}
        params={{ slug: tenant.slug }}
        preload={false}
        tabIndex={isStop ? 0 : -1}
        title={`${tenant.name} · ${trouble ?? tenant.slug}`}
        to={`/tenants/$slug/${tab}`}
      >
        <span className="relative">
          <Initial colour={tenant.primary} name={tenant.name} />
          {trouble && (
            <Icon
              className="absolute -top-1.5 -right-1.5 rounded-full bg-surface text-danger-ink"
              name="warning"
            />
          )}
        </span>
        <span className={cx('min-w-0', isRail && 'lg:max-xl:sr-only')}>
          <span className="block truncate font-medium">{tenant.name}</span>
          <span
            className={cx('block truncate text-xs', trouble ? 'text-danger-ink' : 'text-muted')}
          >
            {life}
          </span>
        </span>
      </Link>
    </li>
  );
});
