import type { PeriodUsage, UsageDay } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { Cell, Head, ROW, RowHead, Table } from '~/ui/Table';
import { longDay } from '~/usage/days';
import { compact, costText, faultsOf, isPriced, seconds } from '~/usage/figures';
import { moneyIn } from '~/usage/money';

type Column = [label: string, of: (day: UsageDay) => string];

const columns = (money: ((amount: number) => string) | null): Column[] => [
  ['Messages', ({ messages }) => grouped(messages)],
  ['Conversations', ({ conversations }) => grouped(conversations)],
  ['Tokens in', ({ input_tokens }) => compact(input_tokens)],
  ['Tokens out', ({ output_tokens }) => compact(output_tokens)],
  ...(money ? [['Cost', (day: UsageDay) => costText(day, money)] as Column] : []),
  [
    'First token',
    ({ first_token_ms: ms }) => (ms ? `${seconds(ms.p50)} · ${seconds(ms.p95)} s` : '–'),
  ],
  ['Faults', (day) => grouped(faultsOf(day))],
  ['Rated up', ({ feedback }) => grouped(feedback.up)],
  ['Rated down', ({ feedback }) => grouped(feedback.down)],
];

/** The figures behind the chart, the newest day first. */
export function DayTable({ usage }: { usage: PeriodUsage }) {
  const { days, total, currency } = usage;
  const shown = columns(isPriced(total) ? moneyIn(currency) : null);
  return (
    <Table
      className="max-h-120 overflow-y-auto border-line border-t"
      label="Usage by day and engine"
    >
      <thead className="sticky top-0 bg-surface">
        <tr>
          <Head>Day</Head>
          <Head>Engine</Head>
          {shown.map(([label]) => (
            <Head isNumber key={label}>
              {label}
            </Head>
          ))}
        </tr>
      </thead>
      <tbody>
        {days.toReversed().map((day) => (
          <tr className={ROW} key={`${day.day} ${day.engine}`}>
            <RowHead className="whitespace-nowrap">{longDay(day.day)}</RowHead>
            <Cell>{day.engine}</Cell>
            {shown.map(([label, of]) => (
              <Cell isNumber key={label}>
                {of(day)}
              </Cell>
            ))}
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
