import { useDraftState } from '~/draft/context';
import { DraftOptionalNumber } from '~/tenant/fields';
import { Section } from '~/tenant/Section';
import { worstDay } from './worst-day';

export function Caps() {
  const worst = useDraftState(({ settings }) => worstDay(settings));
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
        help="By the engines’ prices, in the service’s currency."
        label="Cost per month"
        path="caps.cost_per_month"
        placeholder="No cap"
        step={10}
      />
    </Section>
  );
}
