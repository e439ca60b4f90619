import { useState } from 'react';
import { useDraft, useDraftState } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { Confirm } from '~/ui/Confirm';
import { IconButton } from '~/ui/IconButton';
import { Menu } from '~/ui/Menu';
import { MenuItem, MenuLabel } from '~/ui/MenuItem';
import { toast } from '~/ui/toast';
import { inOrder, withoutEngine } from './edit';

interface EngineMenuProps {
  index: number;
  name: string;
  onRemoved: () => void;
}

export function EngineMenu({ index, name, onRemoved }: EngineMenuProps) {
  const draft = useDraft();
  const isDefault = useDraftState(({ settings }) => settings.default_engine === name);
  const isOffered = useDraftState(({ settings }) => settings.visitor_engines.includes(name));
  const isFallback = useDraftState(({ settings }) =>
    settings.engines.some(({ fallback_engine }) => fallback_engine === name),
  );
  const isOnly = useDraftState(({ settings }) => settings.engines.length === 1);
  const [isAsking, setAsking] = useState(false);
  const makeDefault = (): void => {
    const settings = { ...draft.getState().settings, default_engine: name };
    const visitor_engines = inOrder(settings.visitor_engines, settings);
    draft.replace({ ...settings, visitor_engines }, labelOf('default_engine'));
  };
  const remove = (): void => {
    const { settings } = draft.getState();
    // A name that is being typed may be that of another place now.
    draft.type('engines', null);
    const restore = draft.replace(withoutEngine(settings, index), labelOf('engines'));
    draft.reveal();
    setAsking(false);
    onRemoved();
    const action = { label: 'Undo', onSelect: restore };
    toast(`Engine ${name} removed.`, { action, about: 'draft' });
  };
  const heir = withoutEngine(draft.getState().settings, index).default_engine;
  return (
    <>
      <Menu trigger={<IconButton icon="more" label={`Actions for ${name}`} />}>
        <MenuItem disabled={isDefault} onSelect={makeDefault}>
          Set as default
        </MenuItem>
        <MenuItem
          danger
          disabled={isOnly}
          onSelect={() => (isDefault || isOffered || isFallback ? setAsking(true) : remove())}
        >
          Remove…
        </MenuItem>
        {isOnly && <MenuLabel>You can’t remove the only engine.</MenuLabel>}
      </Menu>
      <Confirm
        action="Remove engine"
        danger
        onCancel={() => setAsking(false)}
        onConfirm={remove}
        open={isAsking}
        title={`Remove ${name}?`}
      >
        {isDefault && <p>It is the default. Once saved, {heir} answers instead.</p>}
        {isOffered && <p>Visitors will no longer be able to choose it.</p>}
        {isFallback && <p>It will no longer answer when another engine can’t.</p>}
      </Confirm>
    </>
  );
}
