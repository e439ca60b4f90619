import { useState } from 'react';
import { useField } from '~/draft/context';
import { BOUNDS } from '~/generated/rulebook';
import { Select } from '~/ui/Select';
import { TextField } from '~/ui/TextField';

const CUSTOM = 'custom';
const MATCH = 'match';

const FONTS = [
  { value: MATCH, label: 'Match the page' },
  { value: 'system-ui, sans-serif', label: 'System' },
  { value: 'Inter, system-ui, sans-serif', label: 'Inter' },
  { value: 'Helvetica, Arial, sans-serif', label: 'Helvetica' },
  { value: 'Verdana, Geneva, sans-serif', label: 'Verdana' },
  { value: 'Georgia, serif', label: 'Georgia' },
  { value: 'ui-rounded, "SF Pro Rounded", Nunito, sans-serif', label: 'Rounded' },
  { value: 'ui-monospace, Menlo, Consolas, monospace', label: 'Monospace' },
  { value: CUSTOM, label: 'Another font…' },
] as const;

export function FontField() {
  const { value, set, label, name, problem } = useField('tokens.typography.font_family');
  // What was typed stays in its field, even if it happens to match an entry of the list.
  const [typed, setTyped] = useState<string | null>(null);
  const type = (names: string): void => {
    setTyped(names);
    set(names);
  };
  const isListed = FONTS.some((font) => font.value === value) && value !== typed;
  const chosen = value === null || value === undefined ? MATCH : isListed ? value : CUSTOM;
  const choose = (next: string): void => {
    setTyped(null);
    if (next === MATCH) set(null);
    // Starts from the current font, because an empty list is not a font.
    else if (next === CUSTOM) set(value ? `${value}, sans-serif` : 'My Font, sans-serif');
    else set(next);
  };
  return (
    <>
      <Select
        label={label}
        name={chosen === CUSTOM ? 'font' : name}
        onChange={choose}
        options={FONTS}
        value={chosen}
        {...(chosen !== MATCH && { help: 'Used if the visitor’s device or the page has it.' })}
      />
      {chosen === CUSTOM && (
        <TextField
          error={problem}
          help="As in CSS: names separated by commas, with a generic family last."
          label="Font names"
          maxLength={BOUNDS['tokens.typography.font_family'].maxLength}
          name={name}
          onChange={(event) => type(event.target.value)}
          value={value ?? ''}
        />
      )}
    </>
  );
}
