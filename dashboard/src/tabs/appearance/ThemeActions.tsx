import { lazy, Suspense, useState } from 'react';
import type { Tokens } from '~/api/types';
import { useDraft } from '~/draft/context';
import { Button } from '~/ui/Button';
import { Icon } from '~/ui/icons';
import { Menu, MenuItem, MenuLine } from '~/ui/Menu';
import { DEFAULT_TOKENS } from './defaults';

const ImportDialog = lazy(() => import('./ImportDialog'));

function download(name: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

/** What is done to all tokens at once. */
export function ThemeActions() {
  const draft = useDraft();
  const [isImporting, setImporting] = useState(false);
  const replace = (tokens: Tokens, label: string): void =>
    draft.replace({ ...draft.getState().settings, tokens }, label);
  const save = (): void => {
    const { base, settings } = draft.getState();
    download(`${base.slug}-theme.json`, `${JSON.stringify(settings.tokens, null, 2)}\n`);
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
        <MenuItem icon="undo" onSelect={() => replace(DEFAULT_TOKENS, 'reset to defaults')}>
          Reset to defaults
        </MenuItem>
      </Menu>
      <Suspense>
        {isImporting && (
          <ImportDialog
            current={draft.getState().settings.tokens}
            onClose={() => setImporting(false)}
            onImport={(tokens) => replace(tokens, 'theme import')}
          />
        )}
      </Suspense>
    </>
  );
}
