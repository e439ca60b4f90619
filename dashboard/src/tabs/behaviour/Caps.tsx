import { useQuery } from '@tanstack/react-query';
import { useDraftState } from '~/draft/context';
import { DraftOptionalNumber } from '~/tenant/fields';
import { Section } from '~/tenant/Section';
import { lastDays } from '~/usage/days';
import { usageQuery } from '~/usage/queries';
import { useCurrency, useMoney } from '~/usage/useMoney';
import { worstDay } from './worst-day';

export function Caps() {
  const slug = useDraftState(({ base }) => base.slug);
  const settings = useDraftState((state) => state.settings);
  const isPriced = settings.engines.some(({ price }) => price);
  const { data: usage } = useQuery({ ...usageQuery(slug, lastDays(30)), enabled: isPriced });
  const currency = useCurrency();
  const money = useMoney();
  const worst = worstDay(settings, money, usage);
  return (
    <Section
      help="Days and months end at midnight UTC. Visitors who come later read the limit message."
      title="Caps"
    >
      <DraftOptionalNumber
        help={worst}
        label="Messages per day"
        path="caps.messages_per_day"
        placeholder="No cap"
      />
      <DraftOptionalNumber
        help="One network address, so that nobody uses up the day alone."
        label="Per day and address"
        path="caps.messages_per_day_per_address"
        placeholder="No cap"
      />
      <DraftOptionalNumber
        help="Of requests and replies together. Replies under way are finished."
        label="Model tokens per month"
        path="caps.model_tokens_per_month"
        placeholder="No cap"
      />
      <DraftOptionalNumber
        help={`By the engines’ prices, in ${currency}.`}
        label="Cost per month"
        path="caps.cost_per_month"
        placeholder="No cap"
        step={10}
      />
    </Section>
  );
}
