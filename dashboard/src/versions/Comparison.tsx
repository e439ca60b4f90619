import { useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { ErrorState } from '~/api/ErrorState';
import type { VersionView } from '~/api/types';
import { useMay } from '~/api/useMay';
import { Button } from '~/ui/Button';
import { minute } from '~/ui/dates';
import { Select } from '~/ui/Select';
import { EmptyState, SkeletonRows } from '~/ui/states';
import { authorOf } from './author';
import { ChangeList, changedParts } from './ChangeList';
import type { Choice } from './choice';
import { versionQuery } from './queries';
import { RestoreDialog } from './RestoreDialog';

interface ComparisonProps {
  slug: string;
  versions: readonly VersionView[];
  choice: Choice;
}

/** A version, and what differs between it and another one. */
export function Comparison({ slug, versions, choice }: ComparisonProps) {
  const [isRestoring, setRestoring] = useState(false);
  const mayRestore = useMay('restore_version');
  const { revision } = choice;
  const version = versions.find((one) => one.revision === revision);
  const [newest] = versions;
  return (
    <article>
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1">
          <h3 className="font-semibold text-md">Revision {revision}</h3>
          {version && (
            <p className="mt-0.5 break-words text-muted text-sm">
              {authorOf(version)} · {minute(version.saved_at)}
            </p>
          )}
          {version?.note && <p className="mt-1 break-words">{version.note}</p>}
        </div>
        {mayRestore && newest && revision < newest.revision && (
          <Button onClick={() => setRestoring(true)}>Restore…</Button>
        )}
      </div>
      <CompareWith choice={choice} slug={slug} versions={versions} />
      <div className="mt-4 border-line border-t">
        {choice.other === undefined ? (
          <EmptyState title="Nothing to compare with">No earlier version is kept.</EmptyState>
        ) : (
          <Changes one={revision} other={choice.other} slug={slug} />
        )}
      </div>
      {isRestoring && newest && (
        <RestoreDialog
          newest={newest.revision}
          onClose={() => setRestoring(false)}
          revision={revision}
          slug={slug}
        />
      )}
    </article>
  );
}

function CompareWith({ slug, versions, choice: { revision, other } }: ComparisonProps) {
  const navigate = useNavigate();
  const known = versions.filter((version) => version.revision !== revision);
  const options = known.map((version) => ({
    value: `${version.revision}`,
    label: `Revision ${version.revision} · ${authorOf(version)} · ${minute(version.saved_at)}`,
  }));
  // An address may name a version further down than the list has come.
  if (other !== undefined && !known.some((version) => version.revision === other)) {
    options.push({ value: `${other}`, label: `Revision ${other}` });
  }
  if (options.length === 0) return null;
  return (
    <Select
      className="mt-4 max-w-md"
      label="Compared with"
      onChange={(value) =>
        void navigate({
          to: '/tenants/$slug/versions',
          params: { slug },
          search: { revision, with: Number(value) },
          replace: true,
          resetScroll: false,
        })
      }
      options={options}
      value={`${other ?? ''}`}
    />
  );
}

interface ChangesProps {
  slug: string;
  one: number;
  other: number;
}

/** From the earlier version to the later one, whichever was chosen first. */
function Changes({ slug, one, other }: ChangesProps) {
  const from = useQuery(versionQuery(slug, Math.min(one, other)));
  const to = useQuery(versionQuery(slug, Math.max(one, other)));
  const failed = [from, to].find(({ isError }) => isError);
  if (failed) {
    return (
      <ErrorState
        busy={failed.isFetching}
        error={failed.error}
        onRetry={() => failed.refetch()}
        title="The versions could not be compared"
      />
    );
  }
  if (!from.data || !to.data) {
    return (
      <div className="pt-4">
        <SkeletonRows label="Loading both versions" />
      </div>
    );
  }
  const parts = changedParts(from.data.document, to.data.document);
  const span = `from revision ${from.data.revision} to revision ${to.data.revision}`;
  return (
    <>
      <p aria-live="polite" className="pt-3 text-muted text-sm">
        {parts.length === 0
          ? `Nothing changed ${span}.`
          : `${parts.length} ${parts.length === 1 ? 'change' : 'changes'} ${span}`}
      </p>
      <ChangeList parts={parts} />
    </>
  );
}
