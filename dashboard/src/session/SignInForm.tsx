import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import * as v from 'valibot';
import { api, body } from '~/api/client';
import { explain } from '~/api/error';
import { sessionQuery } from '~/api/queries';
import { Button } from '~/ui/Button';
import { Banner } from '~/ui/states';
import { TextField } from '~/ui/TextField';
import { useForm } from '~/ui/useForm';

const schema = v.object({
  email: v.pipe(
    v.string(),
    v.trim(),
    // As lenient as the service: the local server's first operator is admin@localhost.
    v.regex(/^[^@\s]+@[^@\s.][^@\s]*$/, 'Enter your e-mail address, for example ada@acme.example.'),
  ),
  password: v.pipe(v.string(), v.nonEmpty('Enter your password.')),
});

interface SignInFormProps {
  /** Set if a particular operator has to sign in again. */
  email?: string;
  onSignedIn: () => void;
}

export function SignInForm({ email, onSignedIn }: SignInFormProps) {
  const queryClient = useQueryClient();
  const { register, handleSubmit, formState, setFocus } = useForm(schema, {
    email: email ?? '',
    password: '',
  });
  const { errors } = formState;
  useEffect(() => setFocus(email === undefined ? 'email' : 'password'), [email, setFocus]);
  const signIn = useMutation({
    mutationFn: (credentials: v.InferOutput<typeof schema>) =>
      body(api.POST('/v1/admin/login', { body: credentials })),
    onSuccess: (session) => {
      queryClient.setQueryData(sessionQuery.queryKey, session);
      onSignedIn();
    },
  });
  return (
    <form
      className="flex flex-col gap-4"
      noValidate
      onSubmit={handleSubmit((credentials) => signIn.mutate(credentials))}
    >
      {signIn.isError && <Banner tone="danger">{explain(signIn.error)}</Banner>}
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
      <Button busy={signIn.isPending} className="w-full" kind="primary" type="submit">
        Sign in
      </Button>
    </form>
  );
}
