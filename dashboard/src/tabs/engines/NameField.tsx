import { problemOf } from '~/draft/bounds';
import { useDraft, useDraftState } from '~/draft/context';
import { labelOf } from '~/draft/labels';
import { BOUNDS } from '~/generated/rulebook';
import { TextField } from '~/ui/TextField';
import { withName } from './edit';

const RULE = 'engines.*.name';

/**
 * The default and the visitors' choice refer to engines by name and follow a rename. So an invalid or duplicate name never gets into
 * the document: it stays in the field, and stops the save.
 */
export function NameField({ index, name }: { index: number; name: string }) {
  const draft = useDraft();
  const problem = useDraftState(({ problems }) => problems.get(`engines.${index}.name`));
  const field = `engines.${index}.name`;
  const pending = useDraftState(({ typed }) => typed.get('engines'));
  const typed = pending?.field === field ? pending.text : null;
  const write = (text: string): void => {
    const next = text.toLowerCase().replaceAll(/\s/g, '-');
    const { settings } = draft.getState();
    const isTaken = settings.engines.some((engine, i) => i !== index && engine.name === next);
    if (isTaken || problemOf(next, RULE)) {
      draft.type('engines', { text: next, field, isRefused: true, add: () => {} });
      return;
    }
    draft.type('engines', null);
    if (next === name) return;
    draft.replace(withName(settings, index, next), labelOf('engines'), 'engines');
  };
  const refusal = typed === null ? problem : explain(typed, name);
  return (
    <TextField
      error={refusal}
      help="Visitors see it if they can choose this engine."
      label="Name"
      maxLength={BOUNDS[RULE].maxLength}
      mono
      name={field}
      onChange={(event) => write(event.target.value)}
      spellCheck={false}
      value={typed ?? name}
    />
  );
}

function explain(typed: string, name: string): string {
  const problem = problemOf(typed, RULE) ?? 'Another engine has this name.';
  return `${problem} Until then, the name stays “${name}”.`;
}
