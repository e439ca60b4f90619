import { DraftNumber } from '~/tenant/fields';
import { Section } from '~/tenant/Section';

export function Limits() {
  return (
    <Section
      help="Messages per minute. Visitors who send more are told how long to wait."
      title="Limits"
    >
      <DraftNumber
        help="All visitors who use the same key, unless the key has its own limit."
        label="Per key"
        path="limits.key_per_minute"
      />
      <DraftNumber help="One conversation." label="Per session" path="limits.session_per_minute" />
      <DraftNumber
        help="One network address. Offices and schools often share one."
        label="Per address"
        path="limits.address_per_minute"
      />
    </Section>
  );
}
