import { useState } from 'react';
import * as v from 'valibot';
import { explain } from '~/api/error';
import type { KeyInput, KeyKind, NewKey, Scope } from '~/api/types';
import { problemIn } from '~/draft/bounds';
import { useDraftState } from '~/draft/context';
import { INPUT_BOUNDS } from '~/generated/rulebook';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Field } from '~/ui/Field';
import { Segmented } from '~/ui/Segmented';
import { optionsFrom, Select } from '~/ui/Select';
import { Switch } from '~/ui/Switch';
import { Banner } from '~/ui/states';
import { TextField } from '~/ui/TextField';
import { checkedText, useForm } from '~/ui/useForm';
import { endOf, KIND_NAMES, SCOPE_NAMES } from './key-state';
import { useMakeKey } from './useKeys';

const KINDS = optionsFrom(KIND_NAMES);
const KIND_HELP: Record<KeyKind, string> = {
  publishable: 'For web pages. Everybody can see it, so it works only on this tenant’s origins.',
  secret: 'For servers and scripts. It works from anywhere, so keep it secret.',
};
const SCOPE_HELP: Record<Scope, string> = {
  chat: 'Send messages and read the replies.',
  'conversations:read': 'Read all of this tenant’s conversations.',
  'usage:read': 'Read what this tenant’s answers took: messages, tokens and cost.',
};
const SCOPES = Object.keys(SCOPE_NAMES) as Scope[];
const CUSTOM = 'custom';
const EXPIRIES = [
  { value: 'never', label: 'Never' },
  { value: '30', label: 'In 30 days' },
  { value: '90', label: 'In 90 days' },
  { value: '365', label: 'In a year' },
  { value: CUSTOM, label: 'On a day…' },
] as const;

const KEY = INPUT_BOUNDS.KeyInput;
const schema = v.object({
  name: checkedText((text) => problemIn(text, KEY.name, 'a name that says what the key is for')),
  perMinute: checkedText((text) => (text ? problemIn(Number(text), KEY.per_minute, '') : null)),
  date: v.string(),
});

interface NewKeyDialogProps {
  slug: string;
  /** The initial name. */
  name?: string;
  /** True where only publishable keys are useful. */
  publishableOnly?: boolean;
  onMade: (key: NewKey) => void;
  onClose: () => void;
}

function useNewKey({ slug, name = '', onMade }: NewKeyDialogProps) {
  const [kind, setKind] = useState<KeyKind>('publishable');
  const [scopes, setScopes] = useState<Scope[]>(['chat']);
  const [expiry, setExpiry] = useState<string>('never');
  const form = useForm(schema, { name, perMinute: '', date: '' });
  const make = useMakeKey(slug, onMade);
  const end = expiry === CUSTOM ? form.watch('date') : expiry;
  const isPast = expiry === CUSTOM && (!end || Date.parse(endOf(end) ?? '') <= Date.now());
  const submit = form.handleSubmit((values) => {
    if (isPast || (kind === 'secret' && scopes.length === 0)) return;
    const expires = endOf(end);
    const input: KeyInput = {
      name: values.name,
      kind,
      ...(kind === 'secret' && { scopes }),
      ...(values.perMinute && { per_minute: Number(values.perMinute) }),
      ...(expires && { expires_at: expires }),
    };
    make.mutate(input);
  });
  return { kind, setKind, scopes, setScopes, expiry, setExpiry, isPast, form, make, submit };
}

export default function NewKeyDialog(props: NewKeyDialogProps) {
  const key = useNewKey(props);
  const { kind, form, make } = key;
  const { errors, submitCount } = form.formState;
  return (
    <Dialog onClose={props.onClose} open title="Create a key">
      <form className="contents" noValidate onSubmit={key.submit}>
        <DialogBody>
          {make.isError && <Banner tone="danger">{explain(make.error)}</Banner>}
          {!props.publishableOnly && (
            <Segmented
              help={KIND_HELP[kind]}
              label="Kind"
              onChange={key.setKind}
              options={KINDS}
              value={kind}
            />
          )}
          <TextField
            error={errors.name?.message}
            label="Name"
            placeholder={kind === 'publishable' ? 'Web shop' : 'Nightly export'}
            {...form.register('name')}
          />
          {kind === 'secret' && (
            <Scopes isTried={submitCount > 0} onChange={key.setScopes} scopes={key.scopes} />
          )}
          <Limits newKey={key} />
        </DialogBody>
        <DialogActions>
          <Button onClick={props.onClose}>Cancel</Button>
          <Button busy={make.isPending} kind="primary" type="submit">
            Create key
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}

function Limits({ newKey }: { newKey: ReturnType<typeof useNewKey> }) {
  const { form, expiry, setExpiry, isPast } = newKey;
  const { errors, submitCount } = form.formState;
  const usual = useDraftState(({ settings }) => settings.limits.key_per_minute);
  return (
    <>
      <TextField
        error={errors.perMinute?.message}
        help={`If empty, the tenant’s limit applies: ${usual}.`}
        inputMode="numeric"
        label="Messages per minute"
        placeholder={String(usual)}
        {...form.register('perMinute')}
      />
      <Select label="Expires" onChange={setExpiry} options={EXPIRIES} value={expiry} />
      {expiry === CUSTOM && (
        <TextField
          error={isPast && submitCount > 0 ? 'Choose today or a later day.' : undefined}
          help="The key expires at the end of this day."
          label="Day"
          type="date"
          {...form.register('date')}
        />
      )}
    </>
  );
}

interface ScopesProps {
  scopes: Scope[];
  isTried: boolean;
  onChange: (scopes: Scope[]) => void;
}

function Scopes({ scopes, isTried, onChange }: ScopesProps) {
  const isMissing = scopes.length === 0;
  return (
    <Field
      as="group"
      error={isMissing && isTried ? 'Choose at least one permission.' : undefined}
      label="Permissions"
    >
      {({ labelId }) => (
        // biome-ignore lint/a11y/useSemanticElements: the kit's Field holds the label
        <div aria-labelledby={labelId} className="flex flex-col gap-3" role="group">
          {SCOPES.map((scope) => (
            <Switch
              checked={scopes.includes(scope)}
              help={SCOPE_HELP[scope]}
              key={scope}
              label={SCOPE_NAMES[scope]}
              onChange={(on) =>
                onChange(SCOPES.filter((one) => (one === scope ? on : scopes.includes(one))))
              }
            />
          ))}
        </div>
      )}
    </Field>
  );
}
