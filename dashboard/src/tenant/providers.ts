import type { EngineSpec, Provider } from '~/api/types';
import { PROVIDERS } from '~/generated/rulebook';

/** OpenAI's protocol at another address. To the service that is OpenAI with a base URL; to whoever looks for it, a provider of its own. */
export const COMPATIBLE = 'openai-compatible';

export type Choice = Provider | typeof COMPATIBLE;

/** What an engine's owner has chosen: a base URL that is still empty (not null) is one to be written. */
export const choiceOf = ({ provider, base_url }: EngineSpec): Choice =>
  provider === 'openai' && typeof base_url === 'string' ? COMPATIBLE : provider;

export const isBuiltIn = (choice: Choice): boolean =>
  choice !== COMPATIBLE && PROVIDERS[choice].built_in;

export const labelOfChoice = (choice: Choice): string =>
  choice === COMPATIBLE ? 'OpenAI-compatible' : PROVIDERS[choice].label;

/** In the order in which they are offered. */
const CHOICES = (Object.keys(PROVIDERS) as Provider[]).flatMap((provider): Choice[] =>
  provider === 'openai' ? [provider, COMPATIBLE] : [provider],
);

export const PROVIDER_OPTIONS = CHOICES.map((value) => ({
  value,
  label: isBuiltIn(value) ? `${labelOfChoice(value)} (no model)` : labelOfChoice(value),
}));

export const labelOfProvider = (provider: Provider): string => PROVIDERS[provider].label;

export const exampleModel = (provider: Provider): string => PROVIDERS[provider].example_model;

export const takesBaseUrl = (provider: Provider): boolean => PROVIDERS[provider].takes_base_url;
