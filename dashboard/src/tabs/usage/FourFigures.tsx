import { useQuery } from '@tanstack/react-query';
import type { PeriodUsage } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { useDraftState } from '~/draft/context';
import { thisMonth } from '~/usage/days';
import { compact, downShare, isPriced, percent, seconds, tokensOf } from '~/usage/figures';
import { moneyIn } from '~/usage/money';
import { usageQuery } from '~/usage/queries';

interface FiguresProps {
  slug: string;
  usage: PeriodUsage;
}

/** The period in four figures. */
export function FourFigures({ slug, usage }: FiguresProps) {
  const { total } = usage;
  const { messages, conversations, first_token_ms: first, feedback } = total;
  const down = downShare(total);
  const rated = feedback.up + feedback.down;
  return (
    <dl className="grid @2xl:grid-cols-4 grid-cols-2 overflow-hidden rounded-card border border-line">
      <Figure
        label="Messages"
        note={`in ${grouped(conversations)} ${conversations === 1 ? 'conversation' : 'conversations'}`}
        value={grouped(messages)}
      />
      <Spent slug={slug} usage={usage} />
      <Figure
        label="First token, half · 95 %"
        note={first ? 'of the replies began by then' : 'No replies'}
        value={first ? `${seconds(first.p50)} · ${seconds(first.p95)} s` : '–'}
      />
      <Figure
        label="Rated down"
        note={
          rated > 0 ? `${grouped(feedback.down)} of ${grouped(rated)} ratings` : 'Nothing was rated'
        }
        value={down === null ? '–' : percent(down)}
      />
    </dl>
  );
}

/** Money where requests had a price, otherwise model tokens. Beside it, what is used of the month’s cap. */
function Spent({ slug, usage: { total, currency } }: FiguresProps) {
  const caps = useDraftState(({ base }) => base.caps);
  const money = moneyIn(currency);
  const hasCost = isPriced(total);
  const cap = hasCost ? caps.cost_per_month : caps.model_tokens_per_month;
  const hasCap = typeof cap === 'number';
  const { data: month } = useQuery({ ...usageQuery(slug, thisMonth()), enabled: hasCap });
  const write = hasCost ? money : compact;
  const used = month && (hasCost ? (month.total.cost ?? 0) : tokensOf(month.total));
  return (
    <Figure
      label={hasCost ? 'Cost' : 'Model tokens'}
      note={
        hasCap && used !== undefined
          ? `${write(used)} of ${write(cap)} this month`
          : hasCost
            ? `${compact(tokensOf(total))} model tokens`
            : `${compact(total.input_tokens)} in, ${compact(total.output_tokens)} out`
      }
      value={hasCost ? money(total.cost ?? 0) : compact(tokensOf(total))}
    />
  );
}

interface FigureProps {
  label: string;
  value: string;
  note: string;
}

function Figure({ label, value, note }: FigureProps) {
  return (
    <div className="-mt-px -ml-px border-line border-t border-l px-4 py-3.5">
      <dt className="text-muted text-sm">{label}</dt>
      <dd className="mt-0.5 font-semibold text-xl tabular-nums">{value}</dd>
      <dd className="mt-0.5 text-muted text-sm">{note}</dd>
    </div>
  );
}
