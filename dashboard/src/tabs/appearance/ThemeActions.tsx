import { useState } from 'react';
import type { Tokens } from '~/api/types';
import { useDraft } from '~/draft/context';
import { DEFAULT_SETTINGS } from '~/generated/rulebook';
import { Button } from '~/ui/Button';
import { download } from '~/ui/download';
import { Icon } from '~/ui/icons';
import { lazyOverlay } from '~/ui/lazy';
import { Menu } from '~/ui/Menu';
import { MenuItem, MenuLine } from '~/ui/MenuItem';

const ImportDialog = lazyOverlay(() => import('./ImportDialog'));

/** Actions on all tokens at once. */
export function ThemeActions() {
  const draft = useDraft();
  const [isImporting, setImporting] = useState(false);
  const replace = (tokens: Tokens, label: string): void => {
    draft.replace({ ...draft.getState().settings, tokens }, label);
  };
  const save = (): void => {
    const { base, settings } = draft.getState();
    const json = `${JSON.stringify(settings.tokens, null, 2)}\n`;
    download(`${base.slug}-theme.json`, new Blob([json], { type: 'application/json' }));
  };
  return (
    <>
      <Menu
        align="start"
        trigger={
          <Button className="h-8 px-2.5">
            Theme
            <Icon className="text-muted" name="chevron" />
          </Button>
        }
      >
        <MenuItem icon="upload" onSelect={() => setImporting(true)}>
          Import JSON…
        </MenuItem>
        <MenuItem icon="download" onSelect={save}>
          Export JSON
        </MenuItem>
        <MenuLine />
        <MenuItem
          icon="undo"
          onSelect={() => replace(DEFAULT_SETTINGS.tokens, 'reset to defaults')}
        >
          Reset to defaults
        </MenuItem>
      </Menu>
      {isImporting && (
        <ImportDialog
          current={draft.getState().settings.tokens}
          onClose={() => setImporting(false)}
          onImport={(tokens) => replace(tokens, 'theme import')}
        />
      )}
    </>
  );
}
