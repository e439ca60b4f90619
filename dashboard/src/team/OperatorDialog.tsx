import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import * as v from 'valibot';
import { ApiError, explain } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import type { OperatorView, OperatorWithLink, Role } from '~/api/types';
import { INPUT_BOUNDS } from '~/generated/rulebook';
import { choiceOf, choiceProblem, tenantsOf } from '~/people/choice';
import { RoleField } from '~/people/RoleField';
import { TenantsField } from '~/people/TenantsField';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { Banner } from '~/ui/states';
import { TextField } from '~/ui/TextField';
import { useForm } from '~/ui/useForm';
import { useChange, useInvite } from './useOperators';

const { email: EMAIL, tenants: TENANTS } = INPUT_BOUNDS.OperatorInput;

const schema = v.object({
  email: v.pipe(
    v.string(),
    v.trim(),
    v.regex(/^[^@\s]+@[^@\s.][^@\s]*$/, 'Enter an e-mail address, for example ben@acme.example.'),
    v.maxLength(EMAIL.maxLength, `Too long: enter at most ${EMAIL.maxLength} characters.`),
  ),
});

interface OperatorDialogProps {
  /** Without one, somebody is invited. */
  of?: OperatorView;
  onInvited: (operator: OperatorWithLink) => void;
  onClose: () => void;
}

function useOperatorForm({ of: operator, onInvited, onClose }: OperatorDialogProps) {
  const [role, setRole] = useState<Role>(operator?.role ?? 'editor');
  const [choice, setChoice] = useState(choiceOf(operator?.tenants ?? null));
  const form = useForm(schema, { email: operator?.email ?? '' });
  const invite = useInvite(onInvited);
  const change = useChange(onClose, ({ email }) => `Saved ${email}.`);
  const { error, isPending } = operator ? change : invite;
  const isTaken = error instanceof ApiError && error.code === 'email_taken';
  const taken = (failure: unknown): void => {
    if (!(failure instanceof ApiError) || failure.code !== 'email_taken') return;
    form.setError(
      'email',
      { message: 'An operator has this e-mail address.' },
      { shouldFocus: true },
    );
  };
  const problem = choiceProblem(choice, TENANTS.maxItems);
  const submit = form.handleSubmit(({ email }) => {
    if (problem) return;
    const input = { email, role, tenants: tenantsOf(choice) };
    if (!operator) return invite.mutate(input, { onError: taken });
    const to = { ...input, disabled: operator.status === 'disabled' };
    change.mutate({ of: operator, to }, { onError: taken });
  });
  const refusal = isTaken ? null : error;
  return { form, role, setRole, choice, setChoice, problem, submit, refusal, isPending };
}

/** Invites an operator, or changes one. */
export function OperatorDialog(props: OperatorDialogProps) {
  const { of: operator, onClose } = props;
  const { form, submit, refusal, isPending, ...reach } = useOperatorForm(props);
  const { data: me } = useQuery(sessionQuery);
  const { errors, submitCount } = form.formState;
  const isMe = operator !== undefined && operator.id === me?.id;
  return (
    <Dialog onClose={onClose} open title={operator ? `Edit ${operator.email}` : 'Invite somebody'}>
      <form className="contents" noValidate onSubmit={submit}>
        <DialogBody>
          {refusal && <Banner tone="danger">{explain(refusal)}</Banner>}
          <TextField
            error={errors.email?.message}
            help={operator ? undefined : 'No mail is sent. You get a link to pass on.'}
            inputMode="email"
            label="E-mail"
            placeholder="ben@acme.example"
            spellCheck={false}
            {...form.register('email')}
          />
          {isMe ? (
            <p className="text-muted">Only another owner can change your role.</p>
          ) : (
            <>
              <RoleField onChange={reach.setRole} value={reach.role} />
              <TenantsField
                error={submitCount > 0 ? (reach.problem ?? undefined) : undefined}
                help="Also those to come."
                onChange={reach.setChoice}
                value={reach.choice}
              />
            </>
          )}
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button busy={isPending} kind="primary" type="submit">
            {operator ? 'Save' : 'Create invitation'}
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
