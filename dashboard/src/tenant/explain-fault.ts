import type { ErrorCode, FailingEngine, Fault, Problem } from '~/api/types';
import { since } from '~/ui/dates';
import { explainCode } from './explain-code';

interface Explanation {
  /** In two or three words. */
  name: string;
  /** What is wrong, and what to do about it. `place` is the host that the engine asks. */
  text: (place: string) => string;
}

const PROBLEMS: Record<Problem, Explanation> = {
  key_missing: {
    name: 'no key',
    text: (place) => `No key is set for ${place}. Enter one under Provider keys.`,
  },
  header_missing: {
    name: 'no value of a header',
    text: (place) => `A header’s value is not set for ${place}. Enter it under Provider keys.`,
  },
  secret_unreadable: {
    name: 'unreadable key',
    text: (place) =>
      `The stored key for ${place} can’t be read. Enter it again under Provider keys.`,
  },
  key_refused: {
    name: 'key refused',
    text: (place) => `The key was refused by ${place}. Enter a new key for it under Provider keys.`,
  },
  credit_gone: {
    name: 'no credit left',
    text: (place) => `The account at ${place} has no credit left. Add credit there.`,
  },
  model_unknown: {
    name: 'unknown model',
    text: (place) =>
      `The model is unknown at ${place}, or the key may not use it. Check the engine’s model.`,
  },
  address_wrong: {
    name: 'wrong address',
    text: (place) =>
      `No such API answers at ${place}. Check the engine’s base URL under Address and key.`,
  },
  option_refused: {
    name: 'option refused',
    text: (place) =>
      `An option was refused by ${place}. Clear the options that the model does not take.`,
  },
  context_too_long: {
    name: 'conversation too long',
    text: () =>
      'The conversation was too long for the model. Lower the engine’s context under Limits.',
  },
  only_reasoning: {
    name: 'only reasoning',
    text: () =>
      'The model used up its whole answer for reasoning. Allow a longer answer, or lower the reasoning effort.',
  },
  role_refused: {
    name: 'role refused',
    text: () =>
      'The function’s role may not use the model. Allow it in the role and in your AWS account.',
  },
  rules_wrong: {
    name: 'wrong rules',
    text: () =>
      'A rule’s pattern is invalid, or no rule matches and there is no fallback. Check the rules.',
  },
};

/** What needs no change of the engine, told to operators instead of visitors. */
const CODES: Partial<Record<ErrorCode, Explanation>> = {
  provider_busy: {
    name: 'busy',
    text: (place) =>
      `The limit on requests at ${place} was reached, or it was busy. Check the quota there.`,
  },
  provider_unavailable: {
    name: 'unavailable',
    text: (place) => `Nothing came from ${place}, or only an error.`,
  },
  provider_stalled: {
    name: 'silent',
    text: (place) =>
      `Nothing came from ${place} for too long. If the model needs that long, allow it more time under Limits.`,
  },
  provider_cut: {
    name: 'cut off',
    text: (place) => `The answer was cut off by ${place}.`,
  },
  provider_refused: {
    name: 'content refused',
    text: (place) => `The content of the message was refused by ${place}.`,
  },
};

const known = ({ code, problem }: Fault): Explanation | undefined =>
  (problem && PROBLEMS[problem]) ?? CODES[code];

/** Why a reply failed and how to fix it, in sentences. */
export const explainFault = (fault: Fault): string =>
  known(fault)?.text(fault.host ?? 'the provider') ?? explainCode(fault.code);

export const explainFailing = (failing: FailingEngine, now?: number): string =>
  `${failing.engine} has been failing since ${since(failing.since, now)}. ${explainFault(failing)}`;

/** In one line: `main: key refused since 10:42`. */
export const nameFailing = (failing: FailingEngine, now?: number): string =>
  `${failing.engine}: ${known(failing)?.name ?? 'failing'} since ${since(failing.since, now)}`;

/** What the provider said, for whoever asks its support: `llm.example · 401 · invalid_api_key`. */
export const evidenceOf = ({ host, status, provider_code }: Fault): string =>
  status || provider_code ? [host, status, provider_code].filter(Boolean).join(' · ') : '';
