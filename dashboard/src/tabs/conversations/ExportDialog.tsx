import { useEffect, useRef, useState } from 'react';
import { explain } from '~/api/error';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { day } from '~/ui/dates';
import { download } from '~/ui/download';
import { Segmented } from '~/ui/Segmented';
import { Banner } from '~/ui/states';
import { ExportJob, type Progress, sourceOf } from './export-job';
import type { Format } from './rows';

const FORMATS = [
  { value: 'csv', label: 'CSV' },
  { value: 'json', label: 'JSON' },
] as const;

const HELP: Record<Format, string> = {
  csv: 'One line per message, for spreadsheets.',
  json: 'All the data, for programs.',
};

type State = 'asking' | 'running' | 'stopped' | 'failed' | 'saved';

const NOTHING: Progress = { conversations: 0, messages: 0, reached: null };

function useExport(slug: string, q: string, format: Format) {
  const [state, setState] = useState<State>('asking');
  const [progress, setProgress] = useState(NOTHING);
  const [error, setError] = useState<unknown>(null);
  const job = useRef<ExportJob>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const save = (): void => {
    const date = new Date().toISOString().slice(0, 10);
    if (job.current) download(`${slug}-conversations-${date}.${format}`, job.current.file());
    setState('saved');
  };
  const run = async (): Promise<void> => {
    job.current ??= new ExportJob(sourceOf(slug, q), format);
    running.current = new AbortController();
    const { signal } = running.current;
    setState('running');
    try {
      await job.current.run(signal, setProgress);
      save();
    } catch (cause) {
      // An incomplete page is not in the file.
      setProgress(job.current.progress);
      setError(cause);
      setState(signal.aborted ? 'stopped' : 'failed');
    }
  };
  return { state, progress, error, run, save, stop: () => running.current?.abort() };
}

interface ExportDialogProps {
  slug: string;
  q: string;
  onClose: () => void;
}

export function ExportDialog({ slug, q, onClose }: ExportDialogProps) {
  const [format, setFormat] = useState<Format>('csv');
  const job = useExport(slug, q, format);
  const { state } = job;
  return (
    <Dialog
      description={q ? `The conversations that match “${q}”.` : 'All conversations of this tenant.'}
      onClose={state === 'running' ? undefined : onClose}
      open
      title="Export conversations"
    >
      <DialogBody>
        {state === 'asking' ? (
          <Segmented
            help={HELP[format]}
            label="Format"
            onChange={setFormat}
            options={FORMATS}
            value={format}
          />
        ) : (
          <Report job={job} />
        )}
      </DialogBody>
      <DialogActions>
        <Actions job={job} onClose={onClose} />
      </DialogActions>
    </Dialog>
  );
}

type Job = ReturnType<typeof useExport>;

function Report({ job: { state, progress, error } }: { job: Job }) {
  const { conversations, messages, reached } = progress;
  const count = (number: number, noun: string): string =>
    `${number.toLocaleString('en')} ${number === 1 ? noun : `${noun}s`}`;
  return (
    <>
      {state === 'failed' && <Banner tone="danger">{explain(error)}</Banner>}
      {state === 'running' && (
        <div
          aria-label="Exporting"
          className="h-1 overflow-hidden rounded-full bg-line"
          role="progressbar"
        >
          <div className="h-full w-1/3 animate-slide rounded-full bg-accent" />
        </div>
      )}
      <p aria-live="polite">
        {state === 'running' && 'Reading… '}
        {state === 'saved' && 'Saved '}
        {state === 'stopped' && 'Stopped after '}
        {state === 'failed' && 'Failed after '}
        {count(conversations, 'conversation')} with {count(messages, 'message')}
        {reached && state !== 'saved' && `, back to ${day(reached)}`}.
      </p>
    </>
  );
}

function Actions({ job, onClose }: { job: Job; onClose: () => void }) {
  const { state, progress, run, save, stop } = job;
  if (state === 'running') return <Button onClick={stop}>Stop</Button>;
  if (state === 'saved') return <Button onClick={onClose}>Close</Button>;
  const isBegun = state !== 'asking';
  return (
    <>
      {isBegun && progress.conversations > 0 && (
        <Button className="mr-auto" onClick={save}>
          Save these
        </Button>
      )}
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" onClick={run}>
        {isBegun ? 'Continue' : 'Export'}
      </Button>
    </>
  );
}
