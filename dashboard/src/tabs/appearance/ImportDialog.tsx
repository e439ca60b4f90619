import { useRef, useState } from 'react';
import type { Tokens } from '~/api/types';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { TextArea } from '~/ui/TextField';
import { readTheme } from './theme-file';

interface ImportDialogProps {
  current: Tokens;
  onImport: (tokens: Tokens) => void;
  onClose: () => void;
}

export default function ImportDialog({ current, onImport, onClose }: ImportDialogProps) {
  const [text, setText] = useState('');
  const [problems, setProblems] = useState<string[]>([]);
  const picker = useRef<HTMLInputElement>(null);
  const change = (next: string): void => {
    setText(next);
    setProblems([]);
  };
  const apply = (): void => {
    const result = readTheme(text, current);
    if ('problems' in result) {
      setProblems(result.problems);
      return;
    }
    onImport(result.tokens);
    onClose();
  };
  return (
    <Dialog
      description="Paste an exported theme or a part of one. Settings that it leaves out stay unchanged."
      onClose={onClose}
      open
      title="Import a theme"
    >
      <DialogBody>
        <TextArea
          className="[&_textarea]:max-h-72"
          error={problems.length > 0 ? problems.slice(0, 6).join(' ') : undefined}
          label="Theme as JSON"
          mono
          onChange={(event) => change(event.target.value)}
          placeholder={'{ "brand": { "primary": "#0f766e" } }'}
          rows={8}
          spellCheck={false}
          value={text}
        />
        <input
          accept="application/json,.json"
          aria-label="Theme file"
          className="hidden"
          onChange={async (event) => change((await event.target.files?.[0]?.text()) ?? text)}
          ref={picker}
          type="file"
        />
      </DialogBody>
      <DialogActions>
        <Button className="mr-auto" kind="quiet" onClick={() => picker.current?.click()}>
          Choose a file…
        </Button>
        <Button onClick={onClose}>Cancel</Button>
        <Button disabled={!text.trim()} kind="primary" onClick={apply}>
          Import
        </Button>
      </DialogActions>
    </Dialog>
  );
}
