import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import * as v from 'valibot';
import { api, body } from '~/api/client';
import { explain } from '~/api/error';
import { useRetryWait } from '~/api/useRetryWait';
import { Button } from '~/ui/Button';
import { useForm } from '~/ui/useForm';
import { CodeField } from './factor/CodeField';
import { code, isAboutCode, refusalOf } from './factor/code';
import { forgetLinkSecret } from './link-secret';
import { NewPasswordFields } from './NewPasswordFields';
import { isTypedTwice, NEW_PASSWORD, NOT_TYPED_TWICE } from './new-password';
import { Refusal } from './Refusal';

const schema = (needsCode: boolean) =>
  v.pipe(
    v.object({ ...NEW_PASSWORD, code: code(needsCode) }),
    v.forward(v.partialCheck([['new'], ['again']], isTypedTwice, NOT_TYPED_TWICE), ['again']),
  );

interface SetPasswordFormProps {
  secret: string;
  onSet: (email: string) => void;
  /** The link no longer works, so there is nothing to try again. */
  onInvalid: () => void;
}

export function SetPasswordForm({ secret, onSet, onInvalid }: SetPasswordFormProps) {
  const queryClient = useQueryClient();
  const [needsCode, setNeedsCode] = useState(false);
  const { register, handleSubmit, formState, setError, setFocus } = useForm(schema(needsCode), {
    new: '',
    again: '',
    code: '',
  });
  const { errors } = formState;
  useEffect(() => setFocus(needsCode ? 'code' : 'new'), [needsCode, setFocus]);
  const choose = useMutation({
    mutationFn: (form: { new: string; code: string }) =>
      body(
        api.POST('/v1/admin/password-link', {
          body: { secret, password: form.new, ...(form.code && { code: form.code }) },
        }),
      ),
    onSuccess: ({ email }) => {
      forgetLinkSecret();
      // Somebody else may have been signed in here. Cached data belongs to the operator who read it.
      queryClient.removeQueries();
      onSet(email);
    },
    onError: (error) => {
      const refused = refusalOf(error);
      if (refused === 'invalid_link') onInvalid();
      if (refused === 'code_needed') setNeedsCode(true);
      if (refused === 'wrong_code') {
        setError('code', { message: explain(error) }, { shouldFocus: true });
      }
    },
  });
  const waitS = useRetryWait(choose.error);
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={handleSubmit((form) => waitS > 0 || choose.mutate(form))}
    >
      {choose.isError && !isAboutCode(choose.error) && (
        <Refusal error={choose.error} waitS={waitS} />
      )}
      <NewPasswordFields again={register('again')} chosen={register('new')} errors={errors} />
      {needsCode && <CodeField error={errors.code?.message} field={register('code')} />}
      <Button
        busy={choose.isPending}
        className="w-full"
        disabled={waitS > 0}
        focusableWhenDisabled
        kind="primary"
        type="submit"
      >
        Set password
      </Button>
    </form>
  );
}
