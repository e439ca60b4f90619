import * as v from 'valibot';
import { INPUT_BOUNDS } from '~/generated/rulebook';

const { new: BOUND } = INPUT_BOUNDS.PasswordChange;

/** The fields of a form in which somebody chooses a password. */
export const NEW_PASSWORD = {
  new: v.pipe(
    v.string(),
    v.minLength(BOUND.minLength, `Enter at least ${BOUND.minLength} characters.`),
    v.maxBytes(BOUND.maxLength, `Too long: enter at most ${BOUND.maxLength} characters.`),
  ),
  again: v.string(),
};

export const NEW_PASSWORD_HELP = `At least ${BOUND.minLength} characters.`;

export const isTypedTwice = (form: { new: string; again: string }): boolean =>
  form.new === form.again;

export const NOT_TYPED_TWICE = 'The passwords don’t match.';
