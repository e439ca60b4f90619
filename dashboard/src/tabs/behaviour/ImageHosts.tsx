import { useDraft, useDraftState, useField } from '~/draft/context';
import { toHost } from '~/draft/hosts';
import { BOUNDS } from '~/generated/rulebook';
import { Section } from '~/tenant/Section';
import { ListField } from '~/ui/ListField';

export function ImageHosts() {
  const draft = useDraft();
  const { value, set, name } = useField('behaviour.image_hosts');
  const problems = useDraftState((state) => state.problems);
  const write = (hosts: string[]): void => {
    set(hosts);
    if (hosts.length > value.length) draft.begin(`${name}.${value.length}`);
  };
  return (
    <Section
      help="Replies show images from these hosts only. Other images become links, so that no other site can track your visitors."
      title="Images"
    >
      <ListField
        className="@lg:col-span-2"
        clean={toHost}
        label="Host"
        mono
        most={BOUNDS['behaviour.image_hosts'].maxItems}
        name={name}
        onChange={write}
        placeholder={value.length === 0 ? 'images.acme.example' : 'Another host'}
        problemOf={(row) => problems.get(`${name}.${row}`)}
        values={value}
      />
    </Section>
  );
}
