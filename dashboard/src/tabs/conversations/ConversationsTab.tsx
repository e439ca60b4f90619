import { useNavigate, useParams, useSearch } from '@tanstack/react-router';
import { useEffect, useState } from 'react';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { useDebounced } from '~/ui/useDebounced';
import { ConversationList } from './ConversationList';
import { ExportDialog } from './ExportDialog';

export default function ConversationsTab() {
  const { slug } = useParams({ from: '/signed-in/tenants/$slug' });
  const { q = '' } = useSearch({ from: '/signed-in/tenants/$slug/conversations' });
  const [isExporting, setExporting] = useState(false);
  return (
    <div className="py-6">
      <h2 className="sr-only">Conversations</h2>
      <div className="mb-4 flex gap-2">
        <SearchField q={q} />
        <Button onClick={() => setExporting(true)}>
          <Icon name="download" />
          Export…
        </Button>
      </div>
      <ConversationList key={`${slug} ${q}`} q={q} slug={slug} />
      {isExporting && <ExportDialog onClose={() => setExporting(false)} q={q} slug={slug} />}
    </div>
  );
}

/** The search text goes into the address, so that a search can be shared and returned to. */
function SearchField({ q }: { q: string }) {
  const navigate = useNavigate();
  const [typed, setTyped] = useState(q);
  const rested = useDebounced(typed.trim(), 350);
  const [known, setKnown] = useState(q);
  // Something else changed the address: the tab's link or the back button.
  if (q !== known) {
    setKnown(q);
    if (q !== rested) setTyped(q);
  }
  useEffect(() => {
    void navigate({ to: '.', search: rested ? { q: rested } : {}, replace: true });
  }, [rested, navigate]);
  return (
    <input
      aria-label="Search conversations by words in the last message or the start of an id"
      className="control min-w-0 flex-1 px-2.5"
      maxLength={200}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => event.key === 'Escape' && setTyped('')}
      placeholder="Words or an id"
      type="search"
      value={typed}
    />
  );
}
