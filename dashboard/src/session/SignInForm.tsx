import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import * as v from 'valibot';
import { api, body } from '~/api/client';
import { explain } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import { useRetryWait } from '~/api/useRetryWait';
import { Button } from '~/ui/Button';
import { TextField } from '~/ui/TextField';
import { useForm } from '~/ui/useForm';
import { CodeField } from './factor/CodeField';
import { code, isAboutCode, refusalOf } from './factor/code';
import { Refusal } from './Refusal';

const schema = (needsCode: boolean) =>
  v.object({
    email: v.pipe(
      v.string(),
      v.trim(),
      // As lenient as the service: the local server's first operator is admin@localhost.
      v.regex(
        /^[^@\s]+@[^@\s.][^@\s]*$/,
        'Enter your e-mail address, for example ada@acme.example.',
      ),
    ),
    password: v.pipe(v.string(), v.nonEmpty('Enter your password.')),
    code: code(needsCode),
  });

type Form = v.InferOutput<ReturnType<typeof schema>>;

const same = (one: string, other = ''): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

interface SignInFormProps {
  /** Set if a particular operator has to sign in again. */
  email?: string;
  onSignedIn: () => void;
}

function useSignIn({ email, onSignedIn }: SignInFormProps) {
  const queryClient = useQueryClient();
  const [needsCode, setNeedsCode] = useState(false);
  const form = useForm(schema(needsCode), { email: email ?? '', password: '', code: '' });
  const { setFocus, setError } = form;
  useEffect(() => {
    setFocus(needsCode ? 'code' : email === undefined ? 'email' : 'password');
  }, [email, needsCode, setFocus]);
  const signIn = useMutation({
    mutationFn: ({ email, password, code }: Form) =>
      body(api.POST('/v1/admin/login', { body: { email, password, ...(code && { code }) } })),
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, (known) => known && { ...known, ...session });
      onSignedIn();
    },
    onError: (error) => {
      const refused = refusalOf(error);
      if (refused === 'code_needed') setNeedsCode(true);
      if (refused === 'wrong_code') {
        setError('code', { message: explain(error) }, { shouldFocus: true });
      }
    },
  });
  /** Another operator may need none. */
  const onOther = (): void => {
    form.resetField('code');
    setNeedsCode(false);
  };
  return { form, signIn, needsCode, onOther };
}

export function SignInForm(props: SignInFormProps) {
  const { email } = props;
  const { form, signIn, needsCode, onOther } = useSignIn(props);
  const { register, handleSubmit, formState, watch } = form;
  const { errors } = formState;
  const waitS = useRetryWait(signIn.error);
  // The wait may be the account's, and then others have none.
  const isOther = waitS > 0 && !same(watch('email'), signIn.variables?.email);
  const isWaiting = waitS > 0 && !isOther;
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={handleSubmit((credentials) => isWaiting || signIn.mutate(credentials))}
    >
      {signIn.isError && !isOther && !isAboutCode(signIn.error) && (
        <Refusal
          error={signIn.error}
          hint="A browser in which you signed in before can still sign in."
          waitS={waitS}
        />
      )}
      <TextField
        autoComplete="username"
        error={errors.email?.message}
        inputMode="email"
        label="E-mail"
        readOnly={email !== undefined}
        spellCheck={false}
        {...register('email', { onChange: onOther })}
      />
      <TextField
        autoComplete="current-password"
        error={errors.password?.message}
        label="Password"
        type="password"
        {...register('password')}
      />
      {needsCode && <CodeField error={errors.code?.message} field={register('code')} />}
      <Button
        busy={signIn.isPending}
        className="w-full"
        disabled={isWaiting}
        focusableWhenDisabled
        kind="primary"
        type="submit"
      >
        Sign in
      </Button>
    </form>
  );
}
