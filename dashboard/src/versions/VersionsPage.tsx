import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  useInfiniteQuery,
} from '@tanstack/react-query';
import { Link, useParams, useSearch } from '@tanstack/react-router';
import { ErrorState } from '~/api/ErrorState';
import type { VersionView } from '~/api/types';
import { cx } from '~/ui/cx';
import { Icon } from '~/ui/icons';
import { EmptyState, SkeletonRows } from '~/ui/states';
import { Comparison } from './Comparison';
import { choiceOf } from './choice';
import { versionsQuery } from './queries';
import { VersionList } from './VersionList';

/** Every saved version of a tenant, two of which are compared. */
export function VersionsPage() {
  const { slug } = useParams({ from: '/signed-in/tenants/$slug/versions' });
  const list = useInfiniteQuery(versionsQuery(slug));
  const versions = list.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="@container py-6">
      <h2 className="font-semibold text-md">Versions</h2>
      <p className="mt-1 mb-4 text-muted">
        Each save keeps a version for 400 days. Restoring one saves it again, so nothing is lost.
      </p>
      {list.isPending ? (
        <SkeletonRows label="Loading the versions" />
      ) : !list.data ? (
        <ErrorState
          busy={list.isFetching}
          error={list.error}
          onRetry={() => list.refetch()}
          title="The versions could not be loaded"
        />
      ) : versions.length === 0 ? (
        <EmptyState title="No version is kept yet">
          The next save of this tenant keeps its first one.
        </EmptyState>
      ) : (
        <Versions list={list} slug={slug} versions={versions} />
      )}
    </div>
  );
}

interface VersionsProps {
  slug: string;
  versions: readonly VersionView[];
  list: UseInfiniteQueryResult<InfiniteData<unknown>>;
}

/** On a narrow page, either the list or what was chosen from it. */
function Versions({ slug, versions, list }: VersionsProps) {
  const search = useSearch({ from: '/signed-in/tenants/$slug/versions' });
  const choice = choiceOf(versions, search);
  if (!choice) return null;
  const isChosen = search.revision !== undefined;
  const more = list.hasNextPage
    ? {
        isLoading: list.isFetchingNextPage,
        hasFailed: list.isFetchNextPageError,
        load: () => void list.fetchNextPage(),
      }
    : undefined;
  return (
    <div className="grid grid-cols-1 gap-x-7 @3xl:grid-cols-[minmax(240px,320px)_minmax(0,1fr)]">
      <div className={cx(isChosen && '@max-3xl:hidden')}>
        <VersionList more={more} selected={choice.revision} slug={slug} versions={versions} />
      </div>
      <div className={cx('min-w-0', !isChosen && '@max-3xl:hidden')}>
        <Link
          className="mb-4 inline-flex items-center gap-1.5 rounded-md font-medium text-accent-ink @3xl:hidden"
          params={{ slug }}
          search={{}}
          to="/tenants/$slug/versions"
        >
          <Icon name="back" />
          All versions
        </Link>
        <Comparison choice={choice} slug={slug} versions={versions} />
      </div>
    </div>
  );
}
