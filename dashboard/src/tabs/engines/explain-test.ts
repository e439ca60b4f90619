const WORDS: Record<string, string> = {
  provider_key_missing: 'No key is set for the engine’s provider. Set one under Provider keys.',
  engine_misconfigured:
    'The provider refused the key, knows no such model, or the base URL is wrong. Check the engine and its provider’s key.',
  provider_busy:
    'The provider is over its limit, or the account’s. Try again in a moment, and look at your quota there.',
  provider_unavailable:
    'The provider could not be reached, or answered with an error. Try again in a moment.',
  provider_stalled: 'The provider was silent for 30 seconds. Try again.',
  provider_cut: 'The answer broke off at the provider. Try again.',
  provider_refused: 'The provider refused this message. Try it in other words.',
  unknown_engine: 'The tenant has no such engine any more. Reload the page.',
  network: 'The site could not be reached from here. Check your connection, then try again.',
  cut: 'The connection broke off during the answer. Try again.',
  no_preview: 'The preview did not answer. Reload it, then try again.',
  preview_busy: 'The preview is still answering another message. Wait for it, then try again.',
  no_answer: 'No answer came within two minutes.',
  conversation_deleted: 'The preview’s conversation was deleted meanwhile. Try again.',
};

/** Why a test message has no answer, and what to do. The widget tells the code only. */
export function explainTest(code: string): string {
  if (/^(key_expired|key_revoked|invalid_key)$/.test(code)) {
    return 'The preview’s key had ended and is being renewed. Try again.';
  }
  if (code.endsWith('_limit_reached')) {
    return 'Too many messages in this minute: the tenant’s limits hold for the preview too. Wait a little, then try again.';
  }
  return (
    WORDS[code] ?? `The service refused it (${code}). Try again; if it stays so, look into the log.`
  );
}
