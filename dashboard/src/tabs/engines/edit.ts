import type { EngineSpec, Price, Settings } from '~/api/types';
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
  const base_url = address(engine, choice);
  if (choice === choiceOf(engine)) return { ...engine, model: model ?? '', base_url };
  // A model's name, options, price and headers mean nothing to another provider.
  return { ...limitsOf(engine), name, provider, model: '', base_url };
}

/** What is wanted of an engine, whatever model it has. */
export const LIMITS = [
  'max_output_tokens',
  'context_tokens',
  'first_byte_timeout_s',
  'stall_timeout_s',
  'fallback_engine',
] as const;

const limitsOf = (engine: EngineSpec): Partial<EngineSpec> =>
  Object.fromEntries(
    LIMITS.flatMap((limit) => (engine[limit] == null ? [] : [[limit, engine[limit]]])),
  );

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
  const engines = settings.engines.with(index, { ...engine, name }).map((one) => {
    const { fallback_engine: other } = one;
    return other && renamed(other) !== other ? { ...one, fallback_engine: name } : one;
  });
  return {
    ...settings,
    engines,
    default_engine: renamed(settings.default_engine),
    visitor_engines: settings.visitor_engines.map(renamed),
  };
}

/** The first of the other engines becomes the default. Where it was the fallback, there is none any more. */
export function withoutEngine(settings: Settings, index: number): Settings {
  const gone = settings.engines[index]?.name;
  const engines = settings.engines
    .filter((_, i) => i !== index)
    .map((one) => (one.fallback_engine === gone ? { ...one, fallback_engine: null } : one));
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

/** The price with that part. There is none at all once the last part is emptied. */
export function withPrice(
  { price }: EngineSpec,
  part: keyof Price,
  value: number | null,
): Price | null {
  const parts = { input: null, output: null, cached_input: null, ...price, [part]: value };
  const isEmpty = Object.values(parts).every((one) => one === null);
  // A draft may lack a half, which its validation reports.
  return isEmpty ? null : (parts as Price);
}
