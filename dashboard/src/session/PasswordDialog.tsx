import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from '~/api/client';
import { ApiError, explain } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import { useRetryWait } from '~/api/useRetryWait';
import { INPUT_BOUNDS } from '~/generated/rulebook';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { TextField } from '~/ui/TextField';
import { toast } from '~/ui/toast';
import { useForm } from '~/ui/useForm';
import { Refusal } from './Refusal';

const { new: NEW } = INPUT_BOUNDS.PasswordChange;

const schema = v.pipe(
  v.object({
    current: v.pipe(v.string(), v.nonEmpty('Enter your current password.')),
    new: v.pipe(
      v.string(),
      v.minLength(NEW.minLength, `Enter at least ${NEW.minLength} characters.`),
      v.maxBytes(NEW.maxLength, `Too long: enter at most ${NEW.maxLength} characters.`),
    ),
    again: v.string(),
  }),
  v.forward(
    v.partialCheck(
      [['new'], ['again']],
      (form) => form.new === form.again,
      'The passwords don’t match.',
    ),
    ['again'],
  ),
);

export default function PasswordDialog({ onClose }: { onClose: () => void }) {
  const queryClient = useQueryClient();
  const form = useForm(schema, { current: '', new: '', again: '' });
  const { register, formState, setError, handleSubmit } = form;
  const { errors } = formState;
  const change = useMutation({
    mutationFn: (passwords: { current: string; new: string }) =>
      body(api.POST('/v1/admin/password', { body: passwords })),
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, (known) => known && { ...known, ...session });
      toast('Password changed. You are signed out everywhere else.');
      onClose();
    },
    onError: (error) => {
      if (!(error instanceof ApiError) || error.code !== 'wrong_password') return;
      setError('current', { message: explain(error) }, { shouldFocus: true });
    },
  });
  const isFieldError = change.error instanceof ApiError && change.error.code === 'wrong_password';
  const waitS = useRetryWait(change.error);
  return (
    <Dialog onClose={onClose} open title="Change password">
      <form
        className="contents"
        noValidate
        onSubmit={handleSubmit(({ again, ...passwords }) => waitS > 0 || change.mutate(passwords))}
      >
        <DialogBody>
          {change.isError && !isFieldError && <Refusal error={change.error} waitS={waitS} />}
          <TextField
            autoComplete="current-password"
            error={errors.current?.message}
            label="Current password"
            type="password"
            {...register('current')}
          />
          <TextField
            autoComplete="new-password"
            error={errors.new?.message}
            help={`At least ${NEW.minLength} characters.`}
            label="New password"
            type="password"
            {...register('new')}
          />
          <TextField
            autoComplete="new-password"
            error={errors.again?.message}
            label="Repeat new password"
            type="password"
            {...register('again')}
          />
        </DialogBody>
        <DialogActions>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            busy={change.isPending}
            disabled={waitS > 0}
            focusableWhenDisabled
            kind="primary"
            type="submit"
          >
            Change password
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
