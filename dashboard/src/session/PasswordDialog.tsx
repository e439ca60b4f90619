import { useMutation, useQueryClient } from '@tanstack/react-query';
import * as v from 'valibot';
import { api, body } from '~/api/client';
import { ApiError, explain } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import { useRetryWait } from '~/api/useRetryWait';
import { Button } from '~/ui/Button';
import { Dialog, DialogActions, DialogBody } from '~/ui/Dialog';
import { TextField } from '~/ui/TextField';
import { toast } from '~/ui/toast';
import { useForm } from '~/ui/useForm';
import { NewPasswordFields } from './NewPasswordFields';
import { isTypedTwice, NEW_PASSWORD, NOT_TYPED_TWICE } from './new-password';
import { Refusal } from './Refusal';

const schema = v.pipe(
  v.object({
    current: v.pipe(v.string(), v.nonEmpty('Enter your current password.')),
    ...NEW_PASSWORD,
  }),
  v.forward(v.partialCheck([['new'], ['again']], isTypedTwice, NOT_TYPED_TWICE), ['again']),
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
          <NewPasswordFields again={register('again')} chosen={register('new')} errors={errors} />
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
