import type { EngineSpec, Price, Rule } from '~/api/types';
import { isObject } from '~/draft/diff';
import { labelOf } from '~/draft/labels';
import type { Difference, Side } from '~/draft/merge';
import { labelOfProvider } from '~/tenant/providers';

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

/** The name of a part of the document that two people changed. */
export function labelOfPart({ path }: Difference): string {
  const [group, engine, part = '', rule] = path;
  if (group !== 'engines') return labelOf(path.join('.'));
  if (engine === undefined) return 'Order of the engines';
  if (part === 'rules' && rule !== undefined) return `Engine ${engine}: rule “${shown(rule)}”`;
  if (part === 'price' && rule) return `Engine ${engine}: ${PRICES[rule] ?? rule}`;
  return part ? `Engine ${engine}: ${PARTS[part] ?? part}` : `Engine ${engine}`;
}

/** A repeated pattern has a mark in its path. */
const shown = (pattern: string): string => pattern.replaceAll('\0', '') || 'without a pattern';

/** Both versions, shortened as far as they can still be told apart. */
export function textsOf({ path, base, mine, theirs }: Difference): Record<Side, string> {
  const isRule = path[2] === 'rules' && path.length === 4;
  const isPlace = path[0] === 'engines' && (path.length === 2 || isRule);
  const describe = (value: unknown): string => {
    if (!isPlace) return describeValue(value);
    if (value === undefined) return base === undefined ? 'not there' : 'removed';
    return path.length === 2 ? describeEngine(value as EngineSpec) : (value as Rule).answer;
  };
  return excerpts(describe(mine), describe(theirs));
}

function describeValue(value: unknown): string {
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

/** Long texts are cut off after a few lines, so they start shortly before the first difference. */
const BEFORE = 40;
const LONG = 160;
const MANY_LINES = 3;

function excerpts(mine: string, theirs: string): Record<Side, string> {
  let length = 0;
  while (length < mine.length && mine[length] === theirs[length]) length++;
  const common = mine.slice(0, length);
  if (length < LONG && common.split('\n').length <= MANY_LINES) return { mine, theirs };
  const from = Math.max(length - BEFORE, common.lastIndexOf('\n') + 1);
  const cut = (text: string): string => `… ${text.slice(from)}`;
  return { mine: cut(mine), theirs: cut(theirs) };
}
