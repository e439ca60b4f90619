import type { EngineSpec, Settings } from '~/api/types';
import { type Choice, COMPATIBLE, choiceOf, isBuiltIn, takesBaseUrl } from '~/tenant/providers';

/** `main`, or `engine-2` and so on. */
function freeName(engines: readonly EngineSpec[]): string {
  const taken = new Set(engines.map(({ name }) => name));
  if (!taken.has('main')) return 'main';
  let number = engines.length + 1;
  while (taken.has(`engine-${number}`)) number++;
  return `engine-${number}`;
}

export const FIRST_FALLBACK = 'Thank you for your message. We will get back to you.';

/** Adapts an engine to a provider: drops settings that the provider does not take. */
export function withProvider(engine: EngineSpec, choice: Choice): EngineSpec {
  const { name, model, rules, fallback } = engine;
  const provider = choice === COMPATIBLE ? 'openai' : choice;
  if (provider === 'echo') return { name, provider };
  if (provider === 'rules') {
    return { name, provider, rules: rules ?? [], fallback: fallback || FIRST_FALLBACK };
  }
  // One provider's model name means nothing to another provider.
  const keepsModel = choice === choiceOf(engine);
  return {
    name,
    provider,
    model: keepsModel ? (model ?? '') : '',
    base_url: address(engine, choice),
  };
}

/** OpenAI needs no address, but a compatible service does. An empty one has not been entered yet. */
function address({ provider, base_url }: EngineSpec, choice: Choice): string | null {
  if (choice === COMPATIBLE) return base_url ?? '';
  if (choice === 'openai' || !takesBaseUrl(choice) || isBuiltIn(provider)) return null;
  return base_url || null;
}

/** Whether an engine has nothing to say yet: Echo, or Rules without a rule. */
const isStandIn = ({ provider, rules }: EngineSpec): boolean =>
  provider === 'echo' || (provider === 'rules' && !rules?.length);

/** A new engine becomes the default if no other has anything to say yet. */
export function withNewEngine(settings: Settings): Settings {
  const { engines, default_engine } = settings;
  const name = freeName(engines);
  const engine: EngineSpec = { name, provider: 'openai', model: '', base_url: null };
  return {
    ...settings,
    engines: [...engines, engine],
    default_engine: engines.every(isStandIn) ? name : default_engine,
  };
}

export function withEngine(settings: Settings, index: number, engine: EngineSpec): Settings {
  return { ...settings, engines: settings.engines.with(index, engine) };
}

/** Renames its references too. */
export function withName(settings: Settings, index: number, name: string): Settings {
  const engine = settings.engines[index];
  if (!engine) return settings;
  const renamed = (known: string): string => (known === engine.name ? name : known);
  return {
    ...withEngine(settings, index, { ...engine, name }),
    default_engine: renamed(settings.default_engine),
    visitor_engines: settings.visitor_engines.map(renamed),
  };
}

/** The first of the other engines becomes the default. */
export function withoutEngine(settings: Settings, index: number): Settings {
  const gone = settings.engines[index]?.name;
  const engines = settings.engines.filter((_, i) => i !== index);
  const { default_engine } = settings;
  return {
    ...settings,
    engines,
    default_engine: default_engine === gone ? (engines[0]?.name ?? '') : default_engine,
    visitor_engines: settings.visitor_engines.filter((name) => name !== gone),
  };
}

/** The widget preselects the first engine, so the default comes first; the others keep the order of the engines. */
export function inOrder(
  names: Iterable<string>,
  { engines, default_engine }: Pick<Settings, 'engines' | 'default_engine'>,
): string[] {
  const chosen = new Set(names);
  const first = chosen.has(default_engine) ? [default_engine] : [];
  const others = engines.map(({ name }) => name).filter((name) => name !== default_engine);
  return [...first, ...others.filter((name) => chosen.has(name))];
}

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const item = list[from];
  if (item === undefined || to < 0 || to >= list.length) return [...list];
  const rest = list.filter((_, i) => i !== from);
  return rest.toSpliced(to, 0, item);
}
