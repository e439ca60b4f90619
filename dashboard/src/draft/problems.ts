import type { ApiError } from '~/api/error';

/** Problems by the path of the field. */
export type Problems = Map<string, string>;

/** The fields that a 422 names. A problem without a field is kept under `''`. */
export function problemsOf({ problems, message }: ApiError): Problems {
  if (problems.length === 0) return new Map([['', capital(message)]]);
  return new Map(problems.map((problem) => [problem.field, capital(problem.message)]));
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
