import { useDraft, useDraftState, useField } from '~/draft/context';
import { toHost } from '~/draft/hosts';
import { BOUNDS } from '~/generated/rulebook';
import { ListField } from '~/ui/ListField';

interface HostListProps {
  path: 'behaviour.image_hosts' | 'behaviour.link_hosts';
  /** Shown in the empty list. */
  example: string;
}

/** A list of host names. A pasted address becomes its host. */
export function HostList({ path, example }: HostListProps) {
  const draft = useDraft();
  const { value, set } = useField(path);
  const problems = useDraftState((state) => state.problems);
  const hosts = value ?? [];
  const write = (now: string[]): void => {
    set(now);
    if (now.length > hosts.length) draft.begin(`${path}.${hosts.length}`);
  };
  return (
    <ListField
      className="@lg:col-span-2"
      clean={toHost}
      label="Host"
      mono
      most={BOUNDS[path].maxItems}
      name={path}
      onChange={write}
      placeholder={hosts.length === 0 ? example : 'Another host'}
      problemOf={(row) => problems.get(`${path}.${row}`)}
      values={hosts}
    />
  );
}
