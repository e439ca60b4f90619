import { useEffect, useEffectEvent, useState } from 'react';
import type { EngineSpec, TenantDocument } from '~/api/types';
import { USUAL } from '~/draft/engine-facts';
import { line } from '~/preview/line';
import { useLineReady } from '~/preview/useLine';
import type { FrameEvent } from '~widget/frame/messages';

export type Result =
  | {
      kind: 'answer';
      question: string;
      content: string;
      status: string;
      engine: string | undefined;
      firstTokenMs: number | undefined;
    }
  | { kind: 'failed'; question: string; code: string; engine: string };

type Run = { text: string; engine: string; stage: 'waiting' | 'sent' | 'taken' };

/** How long the stages before the engine's may take. */
const PATIENCE_S = { waiting: 15, sent: 6 };

/** How long the answer may take from its first word on. */
const ANSWER_S = 120;

/** How long a test may take once the engine is asked. With its retry and its fallback it has twice its time to begin. */
const patienceOf = (engine: EngineSpec | undefined): number =>
  2 * (engine?.first_byte_timeout_s ?? USUAL.first_byte_timeout_s) + ANSWER_S;

const GIVEN_UP = { waiting: 'no_preview', sent: 'preview_busy', taken: 'no_answer' };

interface Test {
  result: Result | null;
  isRunning: boolean;
  run: (text: string, engine: string) => void;
}

/** Sends a message through the preview's widget, and waits for the reply. */
export function useTest({ slug, engines }: TenantDocument): Test {
  const isReady = useLineReady();
  const [running, setRunning] = useState<Run | null>(null);
  const [result, setResult] = useState<Result | null>(null);
  const stage = running?.stage;

  const finish = (next: Result): void => {
    setResult(next);
    setRunning(null);
  };
  const receive = useEffectEvent((event: FrameEvent): void => {
    if (!running || running.stage === 'waiting') return;
    const question = running.text;
    if (running.stage === 'sent') {
      // Ignore what somebody typed in the preview in the meantime.
      if (event.name === 'message' && event.detail.content === question) {
        setRunning({ ...running, stage: 'taken' });
      }
    } else if (event.name === 'reply') {
      const { content, status, engine, first_token_ms: firstTokenMs } = event.detail;
      finish({ kind: 'answer', question, content, status, engine, firstTokenMs });
    } else if (event.name === 'error') {
      finish({ kind: 'failed', question, code: event.detail.code, engine: running.engine });
    }
  });
  const giveUp = useEffectEvent((): void => {
    if (!running) return;
    const { text: question, stage, engine } = running;
    finish({ kind: 'failed', question, code: GIVEN_UP[stage], engine });
  });
  const patience = useEffectEvent((): number => {
    if (running && running.stage !== 'taken') return PATIENCE_S[running.stage];
    return patienceOf(engines.find(({ name }) => name === running?.engine));
  });
  const send = useEffectEvent((): void => {
    if (!running) return;
    setRunning({ ...running, stage: 'sent' });
    line.send(running.text, running.engine);
  });

  useEffect(() => line.listen(receive), []);
  useEffect(() => {
    if (stage === 'waiting' && isReady) send();
  }, [stage, isReady]);
  useEffect(() => {
    if (!stage) return;
    const timer = setTimeout(giveUp, patience() * 1000);
    return () => clearTimeout(timer);
  }, [stage]);

  const run = (text: string, engine: string): void => {
    setResult(null);
    setRunning({ text, engine, stage: 'waiting' });
    line.want(slug);
  };
  return { result, isRunning: running !== null, run };
}
