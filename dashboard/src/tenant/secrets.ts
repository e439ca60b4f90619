import type { EngineSpec, Provider } from '~/api/types';
import { isUnnamed } from '~/draft/servers';
import { PROVIDERS } from '~/generated/rulebook';

/** Whose a secret is: a provider's at one host, and of it the key or the value of a header. The service sends it nowhere else. */
export interface Secret {
  provider: Provider;
  /** With its port unless that is 443; null for the provider's own. */
  host: string | null;
  /** Null for the key. */
  header: string | null;
}

/** Which secrets are set, as the tenant document shows them. */
export type SecretsSet = Partial<Record<string, boolean>>;

/** The host of an address, with its port unless that is 443. Null if it is none that can be asked. */
export function hostOf(address: string): string | null {
  const text = address.trim();
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url?.hostname || !/^https?:$/.test(url.protocol)) return null;
  const port = url.port || (url.protocol === 'http:' ? '80' : '443');
  return port === '443' ? url.hostname : `${url.hostname}:${port}`;
}

/** A provider's own host, or null if it has none. */
export const ownHostOf = (provider: Provider): string | null => hostOf(PROVIDERS[provider].address);

/** The host that the engine asks; null for the provider's own. */
export function hostOfEngine({ provider, base_url }: EngineSpec): string | null {
  const host = hostOf(base_url ?? '');
  return host === ownHostOf(provider) ? null : host;
}

/** Whether the engine has an address that names no host yet. Nobody knows then whose its key would be. */
export const lacksHost = ({ base_url }: EngineSpec): boolean =>
  typeof base_url === 'string' && (hostOf(base_url) === null || isUnnamed(base_url));

export const keyOf = (engine: EngineSpec): Secret => ({
  provider: engine.provider,
  host: hostOfEngine(engine),
  header: null,
});

export const headerOf = (engine: EngineSpec, header: string): Secret => ({
  ...keyOf(engine),
  header,
});

/** `openai`, `openai@llm.example:8443` or `openai@llm.example#x-org`: its name in the tenant document. */
export const nameOf = ({ provider, host, header }: Secret): string =>
  provider + (host === null ? '' : `@${host}`) + (header === null ? '' : `#${header}`);

/** Undefined if it is of a provider that the dashboard does not know. */
export function secretNamed(name: string): Secret | undefined {
  const [, provider = '', host = null, header = null] =
    /^([a-z]+)(?:@([^#]+))?(?:#(.+))?$/.exec(name) ?? [];
  return provider in PROVIDERS ? { provider: provider as Provider, host, header } : undefined;
}

/** Where the secret is sent, in words. */
export const placeOf = ({ provider, host }: Secret): string => host ?? PROVIDERS[provider].label;

/** "key for OpenAI", "value of x-org for llm.example" */
export const titleOf = (secret: Secret): string =>
  `${secret.header === null ? 'key' : `value of ${secret.header}`} for ${placeOf(secret)}`;

/** A key of the engine's provider that is set for another host, if none is for the engine's own. */
export function keyElsewhere(engine: EngineSpec, set: SecretsSet): Secret | undefined {
  const own = nameOf(keyOf(engine));
  if (set[own]) return undefined;
  return Object.keys(set)
    .filter((name) => set[name] && name !== own)
    .map(secretNamed)
    .find((secret) => secret?.provider === engine.provider && secret.header === null);
}

export const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** The secrets that an engine sends if they are set. */
export function secretsOf(engine: EngineSpec): Secret[] {
  if (!PROVIDERS[engine.provider].takes_key || lacksHost(engine)) return [];
  const headers = new Set(engine.headers?.filter(Boolean));
  return [keyOf(engine), ...[...headers].map((header) => headerOf(engine, header))];
}

/** The engine cannot answer without it. A compatible server at another address may do without a key, but not without a header's value. */
export function isNeeded(engine: EngineSpec, { host, header }: Secret): boolean {
  return header !== null || (host === null && PROVIDERS[engine.provider].needs_key);
}

export const firstLacking = (engine: EngineSpec, set: SecretsSet): Secret | undefined =>
  secretsOf(engine).find((secret) => isNeeded(engine, secret) && !set[nameOf(secret)]);

export const lacksKey = (engine: EngineSpec, set: SecretsSet): boolean =>
  firstLacking(engine, set) !== undefined;

export interface Listed {
  name: string;
  secret: Secret;
  /** The engines that send it. */
  users: string[];
  isNeeded: boolean;
}

/** The secrets that matter to this tenant: those that its engines send, then those that are set but that no engine sends. */
export function listSecrets(engines: readonly EngineSpec[], set: SecretsSet): Listed[] {
  const found = new Map<string, Listed>();
  for (const engine of engines) {
    for (const secret of secretsOf(engine)) {
      const name = nameOf(secret);
      const listed = found.get(name) ?? { name, secret, users: [], isNeeded: false };
      listed.users.push(engine.name);
      listed.isNeeded ||= isNeeded(engine, secret);
      found.set(name, listed);
    }
  }
  for (const name of Object.keys(set)) {
    const secret = set[name] && !found.has(name) ? secretNamed(name) : undefined;
    if (secret) found.set(name, { name, secret, users: [], isNeeded: false });
  }
  return [...found.values()];
}
