/** What engines do where nothing is set. A test holds it to the API's description. */
export const USUAL = {
  max_output_tokens: 1024,
  context_tokens: 32_768,
  first_byte_timeout_s: 60,
  stall_timeout_s: 30,
};

/** Headers that the service writes itself, so that no engine may name them. A test holds the list to the service's. */
export const RESERVED_HEADERS: ReadonlySet<string> = new Set([
  'accept',
  'accept-encoding',
  'connection',
  'content-encoding',
  'content-length',
  'content-type',
  'cookie',
  'expect',
  'host',
  'keep-alive',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);
