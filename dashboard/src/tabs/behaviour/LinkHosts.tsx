import { useField } from '~/draft/context';
import { Section } from '~/tenant/Section';
import { Switch } from '~/ui/Switch';
import { HostList } from './HostList';

export function LinkHosts() {
  const { value, set } = useField('behaviour.link_hosts');
  return (
    <Section
      help="Whoever gets a model to write a link can have it carry words away. Links to other hosts are then shown as text, with their address."
      title="Links"
    >
      <div className="@lg:col-span-2">
        <Switch
          checked={value !== null}
          help="The page’s own host is always allowed."
          label="Replies link to named hosts only"
          onChange={(isLimited) => set(isLimited ? [] : null)}
        />
      </div>
      {value && <HostList example="docs.acme.example" path="behaviour.link_hosts" />}
    </Section>
  );
}
