import * as v from 'valibot';
import { ApiError } from '~/api/error';

/** A second factor's code, in a form that may do without one. */
export const code = (isNeeded: boolean) =>
  v.pipe(v.string(), v.trim(), v.minLength(isNeeded ? 1 : 0, 'Enter a code.'));

/** The code of a refusal. */
export const refusalOf = (error: unknown): string => (error instanceof ApiError ? error.code : '');

/** Whether a refusal shows at the code's field and not above the form. */
export const isAboutCode = (error: unknown): boolean =>
  ['code_needed', 'wrong_code'].includes(refusalOf(error));
