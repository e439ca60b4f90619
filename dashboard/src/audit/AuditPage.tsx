import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useMay } from '~/api/useMay';
import { Button } from '~/ui/Button';
import { IconButton } from '~/ui/IconButton';
import { Icon } from '~/ui/icons';
import { lazyOverlay } from '~/ui/lazy';
import { PanelRegion } from '~/ui/panels';
import { EmptyState } from '~/ui/states';
import { AuditList } from './AuditList';
import { Filters } from './Filters';
import { type Filter, isBackwards, isFiltered } from './filter';
import { useAudit } from './useAudit';
import { useNames } from './useNames';

const AuditExport = lazyOverlay(() => import('./AuditExport'));

/** Who changed what. */
export function AuditPage() {
  const mayRead = useMay('list_audit');
  return (
    <PanelRegion className="flex-1 overflow-y-auto" label="Changes" name="editor">
      <title>Changes · BubbleChat</title>
      {mayRead ? (
        <Changes />
      ) : (
        <EmptyState isPage title="Your role doesn’t include this page">
          Editors and owners see who changed what. Ask an owner if you need it.
        </EmptyState>
      )}
    </PanelRegion>
  );
}

function Changes() {
  const filter = useSearch({ from: '/signed-in/audit' });
  const navigate = useNavigate();
  const audit = useAudit(filter);
  const names = useNames();
  const [isExporting, setExporting] = useState(false);
  const change = (search: Filter): void =>
    void navigate({ to: '/audit', search, replace: true, resetScroll: false });
  return (
    <div className="@container mx-auto w-full max-w-240 px-7 py-6 max-sm:px-4">
      <header className="mb-4 flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <h1 className="font-semibold text-lg" data-place>
            Changes
          </h1>
          <p className="mt-0.5 text-muted">Who changed what, in the last 400 days.</p>
        </div>
        <IconButton
          busy={audit.list.isRefetching}
          icon="reload"
          label="Check for newer changes"
          onClick={audit.restart}
        />
        <Button disabled={audit.items.length === 0} onClick={() => setExporting(true)}>
          <Icon name="download" />
          Export…
        </Button>
      </header>
      <div className="mb-6">
        <Filters filter={filter} items={audit.items} names={names} onChange={change} />
      </div>
      {!isBackwards(filter) && (
        <AuditList
          audit={audit}
          isFiltered={isFiltered(filter)}
          key={JSON.stringify(filter)}
          names={names}
        />
      )}
      {isExporting && <AuditExport filter={filter} onClose={() => setExporting(false)} />}
    </div>
  );
}
