import { Link } from '@tanstack/react-router';
import type { VersionView } from '~/api/types';
import { Button } from '~/ui/Button';
import { minute } from '~/ui/dates';
import { Badge } from '~/ui/states';
import { ago } from '~/ui/time';
import { useNow } from '~/ui/useNow';
import { authorOf } from './author';

interface VersionListProps {
  slug: string;
  versions: readonly VersionView[];
  selected: number;
  more?: { isLoading: boolean; hasFailed: boolean; load: () => void } | undefined;
}

export function VersionList({ slug, versions, selected, more }: VersionListProps) {
  const now = useNow();
  return (
    <>
      <ul className="rounded-control border border-line">
        {versions.map((version, i) => (
          <Row
            isCurrent={i === 0}
            isSelected={version.revision === selected}
            key={version.revision}
            now={now}
            slug={slug}
            version={version}
          />
        ))}
      </ul>
      {more && (
        <Button busy={more.isLoading} className="mt-3 w-full" onClick={more.load}>
          {more.hasFailed ? 'Could not load more. Try again' : 'Show more'}
        </Button>
      )}
    </>
  );
}

interface RowProps {
  slug: string;
  version: VersionView;
  isCurrent: boolean;
  isSelected: boolean;
  now: number;
}

function Row({ slug, version, isCurrent, isSelected, now }: RowProps) {
  const { revision, saved_at, note } = version;
  return (
    <li className="group border-line border-b last:border-b-0">
      <Link
        aria-current={isSelected || undefined}
        className="flex min-h-14 flex-col justify-center gap-0.5 px-3.5 py-2.5 -outline-offset-2 transition-colors duration-120 hover:bg-hover group-first:rounded-t-control group-last:rounded-b-control @3xl:aria-[current]:bg-accent-soft"
        params={{ slug }}
        preload={false}
        replace
        resetScroll={false}
        search={{ revision }}
        to="/tenants/$slug/versions"
      >
        <span className="flex items-baseline gap-2">
          <span className="font-medium tabular-nums">Revision {revision}</span>
          {isCurrent && <Badge tone="good">Current</Badge>}
          <time
            className="ml-auto shrink-0 text-muted text-xs"
            dateTime={saved_at}
            title={minute(saved_at)}
          >
            {ago(saved_at, now)}
          </time>
        </span>
        {note && <span className="break-words">{note}</span>}
        <span className="break-words text-muted text-xs">{authorOf(version)}</span>
      </Link>
    </li>
  );
}
