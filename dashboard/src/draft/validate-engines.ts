import type { EngineSpec, Settings } from '~/api/types';
import { PROVIDERS } from '~/generated/rulebook';
import { RESERVED_HEADERS } from './engine-facts';
import { isUnnamed, UNNAMED } from './servers';

type Say = (path: string, problem: string) => void;

/** The rules that involve several fields of one or more engines. bounds.ts has the rules for single fields. */
export function checkEngines(settings: Settings, say: Say): void {
  const { engines, default_engine, visitor_engines } = settings;
  const names = new Set<string>();
  for (const [i, engine] of engines.entries()) {
    if (names.has(engine.name)) say(`engines.${i}.name`, 'Another engine has this name.');
    names.add(engine.name);
    checkEngine(engine, (field, problem) => say(`engines.${i}.${field}`, problem));
  }
  for (const [i, { name, fallback_engine: other }] of engines.entries()) {
    if (typeof other === 'string' && (other === name || !names.has(other))) {
      say(`engines.${i}.fallback_engine`, 'Choose one of the other engines.');
    }
  }
  if (!names.has(default_engine)) say('default_engine', 'Choose one of the engines.');
  if (!visitor_engines.every((name) => names.has(name))) {
    say('visitor_engines', 'One of the engines that visitors may choose no longer exists.');
  }
}

function checkEngine(engine: EngineSpec, say: Say): void {
  const { provider, model, base_url, fallback } = engine;
  checkHeaders(engine, say);
  checkPrice(engine, say);
  if (!PROVIDERS[provider].built_in) {
    if (!model) say('model', 'Enter the model’s name, as the provider writes it.');
    const address =
      base_url === '' ? 'Enter the address of the service.' : problemOfAddress(base_url ?? '');
    if (address) say('base_url', address);
  }
  if (provider === 'rules' && !fallback) {
    say('fallback', 'Enter the answer for messages that no rule matches.');
  }
}

const RESERVED = 'The service writes this header itself. Choose another one.';

function checkHeaders({ headers = [], auth }: EngineSpec, say: Say): void {
  for (const [i, header] of headers.entries()) {
    if (RESERVED_HEADERS.has(header)) say(`headers.${i}`, RESERVED);
    if (headers.indexOf(header) < i) say(`headers.${i}`, 'This header is already in the list.');
  }
  if (auth && RESERVED_HEADERS.has(auth)) say('auth', RESERVED);
}

/** A draft may have half a price, though a document may not. */
function checkPrice({ price }: EngineSpec, say: Say): void {
  if (!price) return;
  for (const part of ['input', 'output'] as const) {
    if (price[part] === null) {
      say(`price.${part}`, 'Enter this price too, or clear the others. If it is free, enter 0.');
    }
  }
}

/** The form only: which addresses are allowed depends on where the service runs. */
function problemOfAddress(text: string): string | null {
  if (!text) return null;
  const url = URL.canParse(text) ? new URL(text) : null;
  if (!url || !/^https?:$/.test(url.protocol)) return 'Enter an address that begins with https://.';
  const isForeign = [...url.searchParams.keys()].some((name) => name !== 'api-version');
  if (url.username || url.password || isForeign) {
    return 'Leave out the user name, the password and the query, except for Azure’s api-version.';
  }
  return isUnnamed(text) ? `Replace ${UNNAMED} with the name of your resource.` : null;
}
