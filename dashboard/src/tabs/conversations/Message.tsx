import { memo } from 'react';
import type { MessageView, ReplyStatus } from '~/api/types';
import { evidenceOf, explainFault } from '~/tenant/explain-fault';
import { cx } from '~/ui/cx';
import { minute } from '~/ui/dates';
import { Badge } from '~/ui/states';

type Question = Extract<MessageView, { role: 'user' }>;
type Answer = Extract<MessageView, { role: 'assistant' }>;

interface MessageProps {
  message: MessageView;
  /** The visitor's previous message. The page is shown only when it changes. */
  before: MessageView | undefined;
}

/** Plain text, even for replies: exactly what was sent. The browser skips rendering what is out of view. */
export const Message = memo(function Message({ message, before }: MessageProps) {
  const isVisitor = message.role === 'user';
  return (
    <li
      className={cx(
        'flex max-w-[88%] flex-col gap-1.5 [contain-intrinsic-size:auto_90px] [content-visibility:auto]',
        isVisitor ? 'items-end self-end' : 'items-start self-start',
      )}
    >
      {message.role === 'user' && <PageLine before={before} page={message.page} />}
      <p
        className={cx(
          'max-w-full whitespace-pre-wrap rounded-card px-3.5 py-2 [overflow-wrap:anywhere]',
          isVisitor ? 'rounded-br-sm bg-accent-soft' : 'rounded-bl-sm bg-hover',
        )}
        dir="auto"
      >
        <span className="sr-only">{isVisitor ? 'Visitor: ' : 'Reply: '}</span>
        {message.content || <span className="text-muted">{silenceOf(message)}</span>}
      </p>
      {message.role === 'assistant' ? (
        <AnswerLine answer={message} />
      ) : (
        <time className="text-muted text-xs" dateTime={message.created_at}>
          {minute(message.created_at)}
        </time>
      )}
    </li>
  );
});

/** What stands where a reply has no words. */
function silenceOf(message: MessageView): string {
  const { status } = message as Partial<Answer>;
  if (status === 'pending' || status === 'streaming') return '(nothing yet)';
  return status === 'stopped' ? '(stopped before its first word)' : '(no answer)';
}

function FaultLine({ answer }: { answer: Answer }) {
  const { fault } = answer;
  const replaced = answer.metadata.fallback_for;
  const evidence = fault && evidenceOf(fault);
  if (!fault && !replaced) return null;
  return (
    <p className={cx('wrap-anywhere text-sm', replaced ? 'text-warn-ink' : 'text-danger-ink')}>
      {replaced && `${replaced} could not answer, so ${answer.engine} did. `}
      {fault && explainFault(fault)}
      {evidence && <span className="block text-muted text-xs">{evidence}</span>}
    </p>
  );
}

function PageLine({ page, before }: { page: Question['page']; before: MessageView | undefined }) {
  if (!page || (before?.role === 'user' && before.page?.url === page.url)) return null;
  const className = 'max-w-full truncate text-muted text-xs';
  // Visitors can send any text as an address, and any title. So the host stands beside it.
  const url = /^https?:\/\//.test(page.url) && URL.canParse(page.url) ? new URL(page.url) : null;
  if (!url) return <span className={className}>On {page.title || page.url}</span>;
  return (
    <span className={className}>
      On{' '}
      <a
        className="rounded-sm underline underline-offset-3 hover:text-ink"
        href={page.url}
        rel="noopener noreferrer nofollow"
        target="_blank"
        title={page.url}
      >
        {page.title || page.url}
      </a>
      {page.title && <span dir="ltr"> ({url.host})</span>}
    </span>
  );
}

const STATUS: Record<
  Exclude<ReplyStatus, 'complete'>,
  { tone: 'plain' | 'warn' | 'danger' | 'info'; label: string; means: string }
> = {
  pending: { tone: 'info', label: 'Waiting', means: 'The engine has not started to answer.' },
  streaming: { tone: 'info', label: 'Being written', means: 'The engine is answering.' },
  stopped: { tone: 'plain', label: 'Stopped', means: 'The visitor stopped it.' },
  truncated: {
    tone: 'warn',
    label: 'Cut at 16 KB',
    means: 'The reply reached the maximum length.',
  },
  interrupted: {
    tone: 'danger',
    label: 'Interrupted',
    means: 'The engine stopped before it had finished.',
  },
};

function AnswerLine({ answer }: { answer: Answer }) {
  const { status, engine, model, usage, feedback, created_at: at } = answer;
  const state = status === 'complete' ? null : STATUS[status];
  return (
    <>
      <p className="flex flex-wrap items-center gap-x-2.5 gap-y-1 text-muted text-xs">
        {state && (
          <span title={state.means}>
            <Badge tone={state.tone}>{state.label}</Badge>
          </span>
        )}
        <time dateTime={at}>{minute(at)}</time>
        <span>
          {engine}
          {model && ` · ${model}`}
        </span>
        {usage && (
          <span>
            {usage.input.toLocaleString('en')} tokens in, {usage.output.toLocaleString('en')} out
          </span>
        )}
      </p>
      <FaultLine answer={answer} />
      {feedback && (
        <p className="flex items-baseline gap-2 text-sm">
          <span className="shrink-0">
            <Badge tone={feedback.rating === 'up' ? 'good' : 'danger'}>
              {feedback.rating === 'up' ? 'Helpful' : 'Not helpful'}
            </Badge>
          </span>
          {feedback.comment && (
            <q className="[overflow-wrap:anywhere]" dir="auto">
              {feedback.comment}
            </q>
          )}
        </p>
      )}
    </>
  );
}
