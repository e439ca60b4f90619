import { count } from '~/export/count';
import { ExportDialog } from '~/export/ExportDialog';
import { day } from '~/ui/dates';
import { AuditJob, fileName, MOST, type Progress, sourceOf } from './audit-job';
import { type Filter, isFiltered } from './filter';
import type { Format } from './rows';

const FORMATS = [
  { value: 'csv', label: 'CSV', help: 'One line per change, for spreadsheets.' },
  { value: 'jsonl', label: 'JSON Lines', help: 'One object per change, for programs.' },
] as const;

const NOTHING: Progress = { changes: 0, reached: null, isCut: false };

const cutNote = ({ isCut, reached }: Progress): string | undefined =>
  isCut && reached
    ? `A file has the newest ${MOST.toLocaleString('en')} at most. For older ones, let the period end on ${day(reached)}.`
    : undefined;

interface AuditExportProps {
  filter: Filter;
  onClose: () => void;
}

export default function AuditExport({ filter, onClose }: AuditExportProps) {
  return (
    <ExportDialog<Format, Progress>
      description={isFiltered(filter) ? 'The changes that the filters match.' : 'All changes.'}
      fileName={(format) => fileName(filter, format)}
      formats={FORMATS}
      nothing={NOTHING}
      onClose={onClose}
      start={(format) => new AuditJob(sourceOf(filter), format)}
      tell={(progress) => ({
        text: count(progress.changes, 'change'),
        isNothing: progress.changes === 0,
        reached: progress.reached,
        note: cutNote(progress),
      })}
      title="Export changes"
    />
  );
}
