import { count } from '~/export/count';
import { ExportDialog as Dialog } from '~/export/ExportDialog';
import { ExportJob, type Progress, sourceOf } from './export-job';
import type { Format } from './rows';

const FORMATS = [
  { value: 'csv', label: 'CSV', help: 'One line per message, for spreadsheets.' },
  { value: 'json', label: 'JSON', help: 'All the data, for programs.' },
] as const;

const NOTHING: Progress = { conversations: 0, messages: 0, reached: null };

interface ExportDialogProps {
  slug: string;
  q: string;
  onClose: () => void;
}

export function ExportDialog({ slug, q, onClose }: ExportDialogProps) {
  return (
    <Dialog<Format, Progress>
      description={q ? `The conversations that match “${q}”.` : 'All conversations of this tenant.'}
      fileName={(format) =>
        `${slug}-conversations-${new Date().toISOString().slice(0, 10)}.${format}`
      }
      formats={FORMATS}
      nothing={NOTHING}
      onClose={onClose}
      start={(format) => new ExportJob(sourceOf(slug, q), format)}
      tell={({ conversations, messages, reached }) => ({
        text: `${count(conversations, 'conversation')} with ${count(messages, 'message')}`,
        isNothing: conversations === 0,
        reached,
      })}
      title="Export conversations"
    />
  );
}
