import { ERRORS } from '~/generated/errors';

type ErrorCode = keyof typeof ERRORS;
/** Codes that the preview and the widget report themselves. */
type OwnCode = 'network' | 'cut' | 'no_preview' | 'preview_busy' | 'no_answer';

/** Explanations that help an operator more than the texts for visitors. */
const WORDS: Partial<Record<ErrorCode | OwnCode, string>> = {
  provider_key_missing:
    'A key or a header’s value is not set for the engine’s address. Set it under Provider keys.',
  engine_misconfigured:
    'The key, the model or the base URL is wrong. Check the engine and its provider’s key.',
  provider_busy:
    'The provider’s limit or your account’s limit is reached. Try again in a moment, and check your quota with the provider.',
  provider_unavailable:
    'The provider could not be reached or answered with an error. Try again in a moment.',
  provider_stalled: 'The provider sent nothing for too long. Try again.',
  provider_cut: 'The provider cut the answer off. Try again.',
  provider_refused: 'The provider refused this message. Rephrase it.',
  unknown_engine: 'The tenant no longer has this engine. Reload the page.',
  network: 'The site could not be reached from here. Check your connection, then try again.',
  cut: 'The connection was lost during the answer. Try again.',
  no_preview: 'The preview did not answer. Reload it, then try again.',
  preview_busy: 'The preview is still answering another message. Wait for it, then try again.',
  no_answer: 'There was no answer within the engine’s time. Its time to begin is under Limits.',
  cap_reached:
    'A cap of the tenant is reached, and the preview counts too. Raise it under Behaviour, or wait for the next day or month.',
  conversation_deleted: 'The preview’s conversation was deleted in the meantime. Try again.',
};

/** Why a message got no answer, and what to do, by the code alone. */
export function explainCode(code: string): string {
  if (/^(key_expired|key_revoked|invalid_key)$/.test(code)) {
    return 'The preview’s key has expired and is being renewed. Try again.';
  }
  if (code.endsWith('_limit_reached')) {
    return 'Too many messages within a minute. The tenant’s limits apply to the preview too. Wait a moment, then try again.';
  }
  return (
    WORDS[code as ErrorCode] ??
    explained(code as ErrorCode) ??
    `The service refused the message (${code}). Try again. If it keeps happening, check the service’s log.`
  );
}

function explained(code: ErrorCode): string | undefined {
  const known = ERRORS[code];
  return known && `${known.meaning} ${known.fix}`;
}
