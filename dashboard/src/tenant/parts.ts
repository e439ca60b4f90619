import type { EngineSpec, Price, Rule } from '~/api/types';
import { isObject } from '~/draft/diff';
import { labelOf } from '~/draft/labels';
import type { Difference } from '~/draft/merge';
import { labelOfProvider } from './providers';

const PARTS: Record<string, string> = {
  provider: 'provider',
  model: 'model',
  base_url: 'base URL',
  auth: 'way to send the key',
  headers: 'further headers',
  max_output_tokens: 'longest answer',
  context_tokens: 'context',
  temperature: 'temperature',
  top_p: 'top p',
  reasoning_effort: 'reasoning effort',
  first_byte_timeout_s: 'time to begin',
  stall_timeout_s: 'time to be silent',
  price: 'price',
  fallback_engine: 'fallback engine',
  fallback: 'fallback',
  rules: 'order of the rules',
};

const PRICES: Record<string, string> = {
  input: 'price of input',
  output: 'price of output',
  cached_input: 'price of cached input',
};

/** The name of a part in which two versions of the document differ. */
export function labelOfPart({ path }: Difference): string {
  const [group, engine, part = '', rule] = path;
  if (group !== 'engines') return labelOf(path.join('.'));
  if (engine === undefined) return 'Order of the engines';
  if (part === 'rules' && rule !== undefined) return `Engine ${engine}: rule “${shown(rule)}”`;
  if (part === 'price' && rule) return `Engine ${engine}: ${PRICES[rule] ?? rule}`;
  return part ? `Engine ${engine}: ${PARTS[part] ?? part}` : `Engine ${engine}`;
}

/** The name of a field by its path, in which places of lists are numbers: `engines.0.rules.2.answer`. */
export function labelOfField(path: string): string {
  const [, number, part, rule, inRule] =
    /^engines\.(\d+)(?:\.([^.]+))?(?:\.([^.]+))?(?:\.(.+))?$/.exec(path) ?? [];
  if (number === undefined) {
    const place = /^[^.]+(?:\.[^.]+)*?\.(\d+)/.exec(path)?.[1];
    return place === undefined ? labelOf(path) : `${labelOf(path)}, entry ${Number(place) + 1}`;
  }
  const engine = `Engine ${Number(number) + 1}`;
  if (part === undefined) return engine;
  if (part === 'rules' && rule) return `${engine}: ${inRule ?? 'rule'} of rule ${Number(rule) + 1}`;
  if (part === 'price' && rule) return `${engine}: ${PRICES[rule] ?? rule}`;
  return `${engine}: ${PARTS[part] ?? part}`;
}

/** A repeated pattern has a mark in its path. */
const shown = (pattern: string): string => pattern.replaceAll('\0', '') || 'without a pattern';

/** What a part is in one of the versions, in words. */
export function describePart({ path, base }: Difference, value: unknown): string {
  const isRule = path[2] === 'rules' && path.length === 4;
  const isPlace = path[0] === 'engines' && (path.length === 2 || isRule);
  if (!isPlace) return describeValue(value);
  if (value === undefined) return base === undefined ? 'not there' : 'removed';
  return path.length === 2 ? describeEngine(value as EngineSpec) : (value as Rule).answer;
}

/** A field's value in words. */
export function describeValue(value: unknown): string {
  if (value === null || value === undefined) return 'not set';
  if (value === '') return 'empty';
  if (typeof value === 'boolean') return value ? 'on' : 'off';
  // Spaces at either end are invisible.
  if (typeof value === 'string') return value.trim() === value ? value : `“${value}”`;
  if (isObject(value)) return describePrice(value as Price);
  if (!Array.isArray(value)) return String(value);
  return value.length === 0 ? 'none' : value.map((item) => shown(String(item))).join('\n');
}

const describePrice = ({ input, output, cached_input }: Price): string =>
  Object.entries({ in: input, out: output, cached: cached_input })
    .flatMap(([of, price]) => (typeof price === 'number' ? [`${price} ${of}`] : []))
    .join(', ');

function describeEngine({ provider, model, base_url, fallback, rules }: EngineSpec): string {
  const lines = [labelOfProvider(provider)];
  if (model) lines.push(model);
  if (base_url) lines.push(base_url);
  for (const { pattern, answer } of rules ?? []) lines.push(`${pattern} → ${answer}`);
  if (fallback) lines.push(`Otherwise → ${fallback}`);
  return lines.join('\n');
}
