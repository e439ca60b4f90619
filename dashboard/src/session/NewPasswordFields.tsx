import type { FieldErrors, UseFormRegisterReturn } from 'react-hook-form';
import { TextField } from '~/ui/TextField';
import { NEW_PASSWORD_HELP } from './new-password';

interface NewPasswordFieldsProps {
  chosen: UseFormRegisterReturn;
  again: UseFormRegisterReturn;
  errors: FieldErrors<{ new: string; again: string }>;
}

/** A new password, typed twice. */
export function NewPasswordFields({ chosen, again, errors }: NewPasswordFieldsProps) {
  return (
    <>
      <TextField
        autoComplete="new-password"
        error={errors.new?.message}
        help={NEW_PASSWORD_HELP}
        label="New password"
        type="password"
        {...chosen}
      />
      <TextField
        autoComplete="new-password"
        error={errors.again?.message}
        label="Repeat new password"
        type="password"
        {...again}
      />
    </>
  );
}
