import type { UseFormRegisterReturn } from 'react-hook-form';
import { TextField } from '~/ui/TextField';

interface CodeFieldProps {
  field: UseFormRegisterReturn;
  error: string | undefined;
}

/** A code of the operator's app, or one of the recovery codes. */
export function CodeField({ field, error }: CodeFieldProps) {
  return (
    <TextField
      autoComplete="one-time-code"
      error={error}
      help="The six digits that your authenticator app shows, or a recovery code."
      label="Code"
      spellCheck={false}
      {...field}
    />
  );
}
