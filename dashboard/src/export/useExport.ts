import { useEffect, useRef, useState } from 'react';
import { download } from '~/ui/download';

/** Reads something into a file. A job that failed or was stopped can continue. */
export interface Job<P> {
  readonly progress: P;
  /** What was read so far, as a complete file. */
  file(): Blob;
  run(signal: AbortSignal, onProgress: (progress: P) => void): Promise<void>;
}

export type State = 'asking' | 'running' | 'stopped' | 'failed' | 'saved';

interface Plan<P> {
  start: () => Job<P>;
  nothing: P;
  fileName: () => string;
}

export function useExport<P>({ start, nothing, fileName }: Plan<P>) {
  const [state, setState] = useState<State>('asking');
  const [progress, setProgress] = useState(nothing);
  const [error, setError] = useState<unknown>(null);
  const job = useRef<Job<P>>(null);
  const running = useRef<AbortController>(null);
  useEffect(() => () => running.current?.abort(), []);
  const save = (): void => {
    if (job.current) download(fileName(), job.current.file());
    setState('saved');
  };
  const run = async (): Promise<void> => {
    job.current ??= start();
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
