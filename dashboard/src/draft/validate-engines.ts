import type { EngineSpec, Rule, Settings } from '~/api/types';

export const ENGINES_MOST = 16;
export const RULES_MOST = 200;
export const PATTERN_MOST = 500;
export const ANSWER_MOST = 8000;
export const MODEL_MOST = 200;
export const PROMPT_BYTES_MOST = 32_000;

const encoder = new TextEncoder();
export const bytesOf = (text: string): number => encoder.encode(text).length;

export const isEngineName = (text: string): boolean => /^[a-z0-9_-]{1,40}$/.test(text);

export const isBuiltIn = (provider: string): boolean => provider === 'echo' || provider === 'rules';

type Say = (path: string, problem: string) => void;

/** The rules about the prompt and the engines that can be said while somebody types. */
export function checkEngines(settings: Settings, say: Say): void {
  const { prompt, engines, default_engine, visitor_engines } = settings;
  const over = bytesOf(prompt) - PROMPT_BYTES_MOST;
  if (over > 0)
    say(
      'prompt',
      `${over} bytes too long: 32,000 at most, and letters outside English take 2 to 4.`,
    );
  const names = new Set<string>();
  for (const [i, engine] of engines.entries()) {
    if (names.has(engine.name)) say(`engines.${i}.name`, 'Another engine has this name.');
    names.add(engine.name);
    for (const [field, problem] of problemsOfEngine(engine)) say(`engines.${i}.${field}`, problem);
  }
  if (!names.has(default_engine)) say('default_engine', 'Choose one of the engines.');
  if (!visitor_engines.every((name) => names.has(name))) {
    say('visitor_engines', 'An engine that visitors may choose is not there any more.');
  }
}

const checked = new WeakMap<EngineSpec, [string, string][]>();

/** Kept by object: an edit elsewhere must not try hundreds of patterns again. */
function problemsOfEngine(engine: EngineSpec): [string, string][] {
  let problems = checked.get(engine);
  if (!problems) {
    problems = [];
    checkEngine(engine, (field, problem) => problems?.push([field, problem]));
    checked.set(engine, problems);
  }
  return problems;
}

function checkEngine(engine: EngineSpec, say: Say): void {
  const { name, provider, model, base_url, rules = [], fallback } = engine;
  if (!isEngineName(name)) say('name', '1 to 40 characters of a–z, 0–9, - and _.');
  if (!isBuiltIn(provider)) {
    if (!model?.trim()) say('model', 'Name the model, as the provider writes it.');
    else if (model.length > MODEL_MOST) say('model', `At most ${MODEL_MOST} characters.`);
    const address =
      base_url === '' ? 'Enter the address of the service.' : problemOfAddress(base_url ?? '');
    if (address) say('base_url', address);
  }
  if (provider !== 'rules') return;
  if (!fallback) say('fallback', 'Say what is answered when no rule matches.');
  else if (fallback.length > ANSWER_MOST) say('fallback', `At most ${ANSWER_MOST} characters.`);
  for (const [i, rule] of rules.entries()) checkRule(rule, `rules.${i}`, say);
}

function checkRule({ pattern, answer }: Rule, path: string, say: Say): void {
  if (!pattern) say(`${path}.pattern`, 'Enter a pattern.');
  else if ([...pattern].length > PATTERN_MOST)
    say(`${path}.pattern`, 'The pattern is too long: 500 characters at most.');
  if (!answer) say(`${path}.answer`, 'Enter an answer.');
  else if ([...answer].length > ANSWER_MOST)
    say(`${path}.answer`, 'The answer is too long: 8,000 characters at most.');
}

/** The form only: which addresses are allowed depends on where the service runs. */
function problemOfAddress(text: string): string | null {
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'An https address, with https://.';
  if (url.username || url.password || url.search) return 'Without user, password and query.';
  return null;
}
