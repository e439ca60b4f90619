import type { Figures, PeriodUsage } from '~/api/types';
import { grouped } from '~/draft/bounds';
import { useDraftState } from '~/draft/context';
import { Cell, Head, ROW, RowHead, Table } from '~/ui/Table';
import { compact, costText, faultsOf, isPriced } from '~/usage/figures';
import { moneyIn } from '~/usage/money';
import { byEngine } from './series';

/** What each engine used in the whole period, with the model that it has now. */
export function EngineTable({ usage }: { usage: PeriodUsage }) {
  const engines = useDraftState(({ base }) => base.engines);
  const modelOf = (name: string) => engines.find((one) => one.name === name)?.model;
  const money = moneyIn(usage.currency);
  const hasCost = isPriced(usage.total);
  return (
    <Table className="rounded-card border border-line" label="Usage by engine">
      <thead>
        <tr>
          <Head>Engine</Head>
          <Head isNumber>Messages</Head>
          <Head isNumber>Tokens in</Head>
          <Head isNumber>Tokens out</Head>
          {hasCost && <Head isNumber>Cost</Head>}
          <Head isNumber>Faults</Head>
          <Head isNumber>Rated down</Head>
        </tr>
      </thead>
      <tbody>
        {byEngine(usage).map(({ engine, total }) => (
          <tr className={ROW} key={engine}>
            <RowHead>
              {engine} <span className="font-normal text-muted">{modelOf(engine)}</span>
            </RowHead>
            <Cell isNumber>{grouped(total.messages)}</Cell>
            <Cell isNumber>{compact(total.input_tokens)}</Cell>
            <Cell isNumber>{compact(total.output_tokens)}</Cell>
            {hasCost && <Cell isNumber>{costText(total, money)}</Cell>}
            <Cell isNumber>{grouped(faultsOf(total))}</Cell>
            <Cell isNumber>{ratedDown(total)}</Cell>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}

function ratedDown({ feedback: { up, down } }: Figures): string {
  return up + down > 0 ? `${grouped(down)} of ${grouped(up + down)}` : '–';
}
