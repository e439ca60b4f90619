import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useDraftState } from '~/draft/context';
import { INPUT_BOUNDS } from '~/generated/rulebook';
import { Button } from '~/ui/Button';
import { Select } from '~/ui/Select';
import { Banner } from '~/ui/states';
import { TextArea } from '~/ui/TextField';
import { inOrder } from './edit';
import { TestResult } from './TestResult';
import { useRefresh } from './useRefresh';
import { useTest } from './useTest';

const TESTED = /^(prompt|engines|default_engine|visitor_engines|behaviour\.history_limit)$/;

export function TestMessage() {
  const base = useDraftState((state) => state.base);
  const isUnsaved = useDraftState(({ changes }) => changes.some(({ path }) => TESTED.test(path)));
  const [text, setText] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const test = useTest(base);
  const names = inOrder(
    base.engines.map(({ name }) => name),
    base,
  );
  const engine = chosen && names.includes(chosen) ? chosen : (names[0] ?? '');
  const answer = useInSight(test.result);
  useHealthAfter(test.result, base.slug);
  const isBlank = !text.trim();
  const submit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (!isBlank && !test.isRunning) test.run(text.trim(), engine);
  };
  return (
    <form className="flex flex-col gap-3 @lg:col-span-2" onSubmit={submit}>
      {isUnsaved && (
        <Banner tone="warn">
          This tests the saved settings, revision {base.revision}. Save first to test your changes.
        </Banner>
      )}
      <TextArea
        label="Message"
        maxLength={INPUT_BOUNDS.RuleTrial.message.maxLength}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          const isSend = event.key === 'Enter' && !event.shiftKey && !event.nativeEvent.isComposing;
          if (!isSend) return;
          event.preventDefault();
          submit();
        }}
        placeholder={base.copy.suggestions[0] ?? 'When are you open?'}
        rows={2}
        value={text}
      />
      <div className="flex flex-wrap items-end justify-between gap-3">
        {names.length > 1 ? (
          <Select
            className="w-48"
            disabled={test.isRunning}
            label="Answered by"
            onChange={setChosen}
            options={names.map((name) => ({
              value: name,
              label: name === base.default_engine ? `${name} (default)` : name,
            }))}
            value={engine}
          />
        ) : (
          <p className="text-muted text-sm">Answered by {engine}, the default.</p>
        )}
        <Button busy={test.isRunning} disabled={isBlank} type="submit">
          {test.isRunning ? 'Waiting for the answer' : 'Send test message'}
        </Button>
      </div>
      <div aria-live="polite" ref={answer}>
        {test.isRunning && <span className="sr-only">Waiting for the answer</span>}
        {test.result && <TestResult result={test.result} slug={base.slug} />}
      </div>
    </form>
  );
}

/** When to look at the engines again, in ms: the service stores what a reply showed of them beside the reply, and nobody waits for that. */
const LOOKS_MS = [0, 1_000, 4_000];

/** Shows at once which engines fail, here and in the list of tenants. */
function useHealthAfter(result: object | null, slug: string): void {
  const refresh = useRefresh(slug);
  useEffect(() => {
    if (!result) return;
    const timers = LOOKS_MS.map((ms) => setTimeout(refresh, ms));
    return () => {
      for (const timer of timers) clearTimeout(timer);
    };
  }, [result, refresh]);
}

/** It usually appears below the visible area. */
function useInSight(result: object | null) {
  const answer = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!result) return;
    const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
    answer.current?.scrollIntoView({ block: 'nearest', behavior: isCalm ? 'auto' : 'smooth' });
  }, [result]);
  return answer;
}
