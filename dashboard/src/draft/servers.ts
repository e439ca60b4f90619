/** Servers that speak OpenAI's protocol, with what they need beside a key. */
interface Server {
  label: string;
  base_url: string;
  /** A model to start with, if one name fits most. */
  model?: string;
  /** What its models are called, as an example. */
  example: string;
}

/** In an address, this stands for a name that only its owner knows. */
export const UNNAMED = 'RESOURCE';

/** Whether that name is still to be written, so that the address is nobody's yet. */
export const isUnnamed = (base_url: string): boolean => base_url.includes(UNNAMED);

export const SERVERS: readonly Server[] = [
  {
    label: 'OpenRouter',
    base_url: 'https://openrouter.ai/api/v1',
    model: 'openai/gpt-5-mini',
    example: 'openai/gpt-5-mini',
  },
  {
    label: 'Azure OpenAI',
    base_url: `https://${UNNAMED}.openai.azure.com/openai/v1/`,
    example: 'the name of your deployment',
  },
  { label: 'vLLM', base_url: 'http://localhost:8000/v1', example: 'Qwen/Qwen3-8B' },
  { label: 'LiteLLM', base_url: 'http://localhost:4000/v1', example: 'gpt-5-mini' },
  { label: 'LM Studio', base_url: 'http://localhost:1234/v1', example: 'qwen/qwen3-8b' },
  {
    label: 'llama.cpp',
    base_url: 'http://localhost:8080/v1',
    model: 'default',
    example: 'default',
  },
];

const AZURE = /^https:\/\/[^/]+\.openai\.azure\.com(?:\/|$)/;

/** The server that an address is known to be, whatever name it has at Azure. */
export function serverAt(base_url: string): Server | undefined {
  const isAzure = AZURE.test(base_url);
  return SERVERS.find((server) =>
    isAzure ? AZURE.test(server.base_url) : server.base_url === base_url,
  );
}
