import type { EngineSpec, Provider } from '~/api/types';
import { isBuiltIn } from '~/draft/validate-engines';

interface Facts {
  label: string;
  /** A model of theirs, as an example. */
  model?: string;
}

/** In the order in which they are offered. */
const PROVIDERS: Record<Provider, Facts> = {
  openai: { label: 'OpenAI', model: 'gpt-5-mini' },
  anthropic: { label: 'Anthropic', model: 'claude-sonnet-4-5' },
  gemini: { label: 'Google Gemini', model: 'gemini-2.5-flash' },
  bedrock: { label: 'Amazon Bedrock', model: 'eu.amazon.nova-lite-v1:0' },
  ollama: { label: 'Ollama', model: 'llama3.2' },
  groq: { label: 'Groq', model: 'llama-3.3-70b-versatile' },
  deepseek: { label: 'DeepSeek', model: 'deepseek-chat' },
  xai: { label: 'xAI', model: 'grok-4' },
  mistral: { label: 'Mistral AI', model: 'mistral-small-latest' },
  cohere: { label: 'Cohere', model: 'command-a-03-2025' },
  together: { label: 'Together AI', model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
  fireworks: { label: 'Fireworks AI', model: 'accounts/fireworks/models/deepseek-v3p1' },
  rules: { label: 'Rules' },
  echo: { label: 'Echo' },
};

/** OpenAI's protocol at another address. To the service that is OpenAI with a base URL; to whoever looks for it, a provider of its own. */
export const COMPATIBLE = 'openai-compatible';

export type Choice = Provider | typeof COMPATIBLE;

/** What an engine's owner has chosen: a base URL that is still empty (not null) is one to be written. */
export const choiceOf = ({ provider, base_url }: EngineSpec): Choice =>
  provider === 'openai' && typeof base_url === 'string' ? COMPATIBLE : provider;

export const labelOfChoice = (choice: Choice): string =>
  choice === COMPATIBLE ? 'OpenAI-compatible' : PROVIDERS[choice].label;

const CHOICES = (Object.keys(PROVIDERS) as Provider[]).flatMap((provider): Choice[] =>
  provider === 'openai' ? [provider, COMPATIBLE] : [provider],
);

export const PROVIDER_OPTIONS = CHOICES.map((value) => ({
  value,
  label: isBuiltIn(value) ? `${labelOfChoice(value)} (no model)` : labelOfChoice(value),
}));

export const labelOfProvider = (provider: Provider): string => PROVIDERS[provider].label;

export const exampleModel = (provider: Provider): string => PROVIDERS[provider].model ?? '';

/** Whether a key can be set for it. Bedrock answers by the deployment's own role. */
export const takesKey = (provider: Provider): boolean =>
  !isBuiltIn(provider) && provider !== 'bedrock';

/** Whether it cannot answer without one. An Ollama of one's own asks for none. */
export const needsKey = (provider: Provider): boolean =>
  takesKey(provider) && provider !== 'ollama';

export const takesBaseUrl = (provider: Provider): boolean =>
  !isBuiltIn(provider) && provider !== 'bedrock';

/** Which keys are set, as the tenant document shows them. */
export type ProviderKeys = Partial<Record<string, boolean>>;

export const lacksKey = ({ provider }: EngineSpec, keys: ProviderKeys): boolean =>
  needsKey(provider) && !keys[provider];

/** Those whose key matters to this tenant, in the order of the list. */
export function keyedProviders(engines: readonly EngineSpec[], keys: ProviderKeys): Provider[] {
  const used = new Set(engines.map(({ provider }) => provider));
  return (Object.keys(PROVIDERS) as Provider[]).filter(
    (provider) => takesKey(provider) && (used.has(provider) || keys[provider]),
  );
}
