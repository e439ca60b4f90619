import type { ApiError } from '~/api/error';

/** What is wrong, by the path of the field. */
export type Problems = Map<string, string>;

/** The fields that a 422 is about; what names no field is kept under `''`. */
export function problemsOf({ problems, message }: ApiError): Problems {
  if (problems.length === 0) return new Map([['', capital(message)]]);
  return new Map(problems.map((problem) => [problem.field, capital(problem.message)]));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
