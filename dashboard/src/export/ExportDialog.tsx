import { useState } from 'react';
import { explain } from '~/api/error';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { day } from '~/ui/dates';
import { Segmented } from '~/ui/Segmented';
import type { Option } from '~/ui/Select';
import { Banner } from '~/ui/states';
import { type Job, type State, useExport } from './useExport';

/** How far an export has come, in words. */
export interface Told {
  /** `12 conversations with 30 messages` */
  text: string;
  isNothing: boolean;
  /** The time of the oldest thing that was read, which shows how far back the export has come. */
  reached: string | null;
  /** Shown once it is saved. */
  note?: string | undefined;
}

interface ExportDialogProps<F extends string, P> {
  title: string;
  description: string;
  formats: readonly (Option<F> & { help: string })[];
  start: (format: F) => Job<P>;
  nothing: P;
  tell: (progress: P) => Told;
  fileName: (format: F) => string;
  onClose: () => void;
}

/** Asks for a format, reads everything page by page, and saves it as a file. */
export function ExportDialog<F extends string, P>(props: ExportDialogProps<F, P>) {
  const { title, description, formats, start, nothing, tell, fileName, onClose } = props;
  const [format, setFormat] = useState(formats[0]?.value as F);
  const job = useExport({
    start: () => start(format),
    nothing,
    fileName: () => fileName(format),
  });
  const { state } = job;
  const told = tell(job.progress);
  return (
    <Dialog
      description={description}
      onClose={state === 'running' ? undefined : onClose}
      open
      title={title}
    >
      <DialogBody>
        {state === 'asking' ? (
          <Segmented
            help={formats.find(({ value }) => value === format)?.help}
            label="Format"
            onChange={setFormat}
            options={formats}
            value={format}
          />
        ) : (
          <Report error={job.error} state={state} told={told} />
        )}
      </DialogBody>
      <DialogActions>
        <Actions
          hasSome={!told.isNothing}
          onClose={onClose}
          onRun={job.run}
          onSave={job.save}
          onStop={job.stop}
          state={state}
        />
      </DialogActions>
    </Dialog>
  );
}

function Report({ state, told, error }: { state: State; told: Told; error: unknown }) {
  const { text, reached, note } = told;
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
        {text}
        {reached && state !== 'saved' && `, back to ${day(reached)}`}. {state === 'saved' && note}
      </p>
    </>
  );
}

interface ActionsProps {
  state: State;
  hasSome: boolean;
  onRun: () => void;
  onSave: () => void;
  onStop: () => void;
  onClose: () => void;
}

function Actions({ state, hasSome, onRun, onSave, onStop, onClose }: ActionsProps) {
  if (state === 'running') return <Button onClick={onStop}>Stop</Button>;
  if (state === 'saved') return <Button onClick={onClose}>Close</Button>;
  const isBegun = state !== 'asking';
  return (
    <>
      {isBegun && hasSome && (
        <Button className="mr-auto" onClick={onSave}>
          Save these
        </Button>
      )}
      <Button onClick={onClose}>Cancel</Button>
      <Button kind="primary" onClick={onRun}>
        {isBegun ? 'Continue' : 'Export'}
      </Button>
    </>
  );
}
