import { useQuery } from '@tanstack/react-query';
import { tenantQuery } from '~/api/queries';
import { explainCode } from '~/tenant/explain-code';
import { explainFailing } from '~/tenant/explain-fault';
import { Badge, Banner } from '~/ui/states';
import type { Result } from './useTest';

const number = new Intl.NumberFormat('en');

const ENDINGS: Record<string, string> = {
  stopped: 'Stopped before its end.',
  truncated: 'Cut off at the maximum length.',
  interrupted: 'Stopped before the reply was finished.',
};

interface TestResultProps {
  result: Result;
  slug: string;
}

export function TestResult({ result, slug }: TestResultProps) {
  if (result.kind === 'failed')
    return <Failed code={result.code} engine={result.engine} slug={slug} />;
  const { question, content, status, engine, firstTokenMs } = result;
  return (
    <figure className="rounded-card border border-line">
      <p className="truncate border-line border-b px-3.5 py-2 text-muted text-sm">{question}</p>
      <blockquote className="max-h-80 overflow-y-auto whitespace-pre-wrap break-words px-3.5 py-3">
        {content || 'The answer is empty.'}
      </blockquote>
      <figcaption className="flex flex-wrap items-center gap-x-3 gap-y-1 border-line border-t bg-side px-3.5 py-2 text-muted text-sm">
        {engine && <Badge tone="plain">{engine}</Badge>}
        {firstTokenMs !== undefined && (
          <span>
            First token after{' '}
            <strong className="font-semibold text-ink">{number.format(firstTokenMs)} ms</strong>
          </span>
        )}
        {ENDINGS[status] && <span className="text-warn-ink">{ENDINGS[status]}</span>}
      </figcaption>
    </figure>
  );
}

interface FailedProps {
  code: string;
  engine: string;
  slug: string;
}

/** The widget passes on only the code. The tenant's document says more about the engine. */
function Failed({ code, engine, slug }: FailedProps) {
  const { data } = useQuery(tenantQuery(slug));
  const failing = data?.failing_engines.find((one) => one.engine === engine && one.code === code);
  return <Banner tone="danger">{failing ? explainFailing(failing) : explainCode(code)}</Banner>;
}
