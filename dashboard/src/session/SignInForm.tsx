import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import * as v from 'valibot';
import { api, body } from '~/api/client';
import { sessionQuery } from '~/api/queries';
import { useRetryWait } from '~/api/useRetryWait';
import { Button } from '~/ui/Button';
import { TextField } from '~/ui/TextField';
import { useForm } from '~/ui/useForm';
import { Refusal } from './Refusal';

const schema = v.object({
  email: v.pipe(
    v.string(),
    v.trim(),
    // As lenient as the service: the local server's first operator is admin@localhost.
    v.regex(/^[^@\s]+@[^@\s.][^@\s]*$/, 'Enter your e-mail address, for example ada@acme.example.'),
  ),
  password: v.pipe(v.string(), v.nonEmpty('Enter your password.')),
});

const same = (one: string, other = ''): boolean =>
  one.trim().toLowerCase() === other.trim().toLowerCase();

interface SignInFormProps {
  /** Set if a particular operator has to sign in again. */
  email?: string;
  onSignedIn: () => void;
}

export function SignInForm({ email, onSignedIn }: SignInFormProps) {
  const queryClient = useQueryClient();
  const { register, handleSubmit, formState, setFocus, watch } = useForm(schema, {
    email: email ?? '',
    password: '',
  });
  const { errors } = formState;
  useEffect(() => setFocus(email === undefined ? 'email' : 'password'), [email, setFocus]);
  const signIn = useMutation({
    mutationFn: (credentials: v.InferOutput<typeof schema>) =>
      body(api.POST('/v1/admin/login', { body: credentials })),
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, (known) => known && { ...known, ...session });
      onSignedIn();
    },
  });
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
      {signIn.isError && !isOther && (
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
        {...register('email')}
      />
      <TextField
        autoComplete="current-password"
        error={errors.password?.message}
        label="Password"
        type="password"
        {...register('password')}
      />
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
