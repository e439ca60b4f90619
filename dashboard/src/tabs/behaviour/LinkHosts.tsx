import { useDraft, useDraftState, useField } from '~/draft/context';
import { toHost } from '~/draft/hosts';
import { BOUNDS } from '~/generated/rulebook';
import { Section } from '~/tenant/Section';
import { ListField } from '~/ui/ListField';
import { Switch } from '~/ui/Switch';

export function LinkHosts() {
  const draft = useDraft();
  const { value, set, name } = useField('behaviour.link_hosts');
  const problems = useDraftState((state) => state.problems);
  const hosts = value ?? [];
  const write = (now: string[]): void => {
    set(now);
    if (now.length > hosts.length) draft.begin(`${name}.${hosts.length}`);
  };
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
      {value && (
        <ListField
          className="@lg:col-span-2"
          clean={toHost}
          label="Host"
          mono
          most={BOUNDS['behaviour.link_hosts'].maxItems}
          name={name}
          onChange={write}
          placeholder={hosts.length === 0 ? 'docs.acme.example' : 'Another host'}
          problemOf={(row) => problems.get(`${name}.${row}`)}
          values={hosts}
        />
      )}
    </Section>
  );
}
