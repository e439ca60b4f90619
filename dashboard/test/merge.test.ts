import { describe, expect, it } from 'vitest';
import type { EngineSpec, Settings } from '~/api/types';
import { settingsOf } from '~/draft/diff';
import { carryOver, type Difference, differences, merge, takeBack } from '~/draft/merge';
import { withValue } from '~/draft/paths';
import { textsOf } from '~/editor/conflict-text';
import { labelOfPart } from '~/tenant/parts';
import { tenant } from './settings';

const main: EngineSpec = { name: 'main', provider: 'openai', model: 'gpt-5-mini' };
const rule = (pattern: string, answer = `${pattern}!`) => ({ pattern, answer });
const faq = (...rules: ReturnType<typeof rule>[]): EngineSpec => ({
  name: 'faq',
  provider: 'rules',
  rules,
  fallback: 'Later.',
});
const some = [rule('hours'), rule('price'), rule('refund')] as const;
const base = settingsOf(tenant({ engines: [main, faq(...some)] }));
const having = (...engines: EngineSpec[]): Settings => ({ ...base, engines });

const found = (mine: Settings, theirs: Settings) =>
  differences(base, mine, theirs).map((part) => [labelOfPart(part), part.changedBy]);
const texts = (mine: Settings, theirs: Settings, from = base) =>
  differences(from, mine, theirs).map((part: Difference) => [
    labelOfPart(part),
    ...Object.values(textsOf(part)),
  ]);
const patterns = ({ engines }: Settings): string[] | undefined =>
  engines.find(({ name }) => name === 'faq')?.rules?.map(({ pattern }) => pattern);

it('tells two prices apart, as a whole or in one part', () => {
  const priced = (input: number, cached_input?: number): Settings =>
    having({ ...main, price: { input, output: 2, ...(cached_input && { cached_input }) } });
  expect(texts(priced(0.25, 0.1), priced(0.5), having(main))).toEqual([
    ['Engine main: price', '0.25 in, 2 out, 0.1 cached', '0.5 in, 2 out'],
  ]);
  expect(texts(priced(0.25), priced(0.5), priced(1))).toEqual([
    ['Engine main: price of input', '0.25', '0.5'],
  ]);
});

describe('two versions', () => {
  const mine = withValue(withValue(base, 'name', 'Mine'), 'prompt', 'Mine');
  const theirs = withValue(withValue(base, 'name', 'Theirs'), 'tokens.shape.radius', 4);

  it('differ in fields, and say who changed each', () => {
    expect(found(mine, theirs)).toEqual([
      ['Name', 'both'],
      ['Corner radius', 'them'],
      ['System prompt', 'me'],
    ]);
  });

  it('merge according to the choices', () => {
    const isPrompt = ({ path }: Difference): boolean => path[0] === 'prompt';
    const merged = merge(base, mine, theirs, (part) => (isPrompt(part) ? 'mine' : 'theirs'));
    expect(merged).toEqual(withValue(theirs, 'prompt', 'Mine'));
  });

  it('apply later edits to what was saved', () => {
    const later = withValue(mine, 'tokens.shape.width', 400);
    const now = carryOver(mine, later, withValue(mine, 'name', 'Normalised'));
    expect(now.name).toBe('Normalised');
    expect(now.tokens.shape.width).toBe(400);
  });
});

describe('engines that two people edited', () => {
  it('merge without a question if they are different engines', () => {
    const mine = having({ ...main, model: 'gpt-5' }, faq(...some));
    const theirs = having(main, { ...faq(...some), fallback: 'Soon.' }, { ...main, name: 'two' });
    expect(found(mine, theirs)).toEqual([
      ['Engine main: model', 'me'],
      ['Engine faq: fallback', 'them'],
      ['Engine two', 'them'],
    ]);
    const [first, ...others] = carryOver(base, mine, theirs).engines;
    expect(first?.model).toBe('gpt-5');
    expect(others).toEqual(theirs.engines.slice(1));
  });

  it('merge rule by rule: added, removed, changed and moved', () => {
    const [hours, price, refund] = some;
    const mine = having(main, faq(hours, rule('price', 'Mine'), refund, rule('jobs')));
    const theirs = having(main, faq(refund, rule('parking'), price));
    expect(found(mine, theirs).every(([, by]) => by !== 'both')).toBe(true);
    const merged = carryOver(base, mine, theirs);
    expect(patterns(merged)).toEqual(['refund', 'jobs', 'parking', 'price']);
    expect(merged.engines[1]?.rules?.at(-1)?.answer).toBe('Mine');
  });

  it('keep rules with the same pattern apart', () => {
    const twice = having(main, faq(rule('', 'a'), rule('', 'b')));
    expect(carryOver(twice, twice, having(main, faq(rule('', 'a'), rule('', 'c'))))).toEqual(
      having(main, faq(rule('', 'a'), rule('', 'c'))),
    );
  });

  it('are a single part if the provider changed, because the fields of two providers do not mix', () => {
    const mine = having({ name: 'main', provider: 'echo' }, faq(...some));
    const theirs = having({ ...main, model: 'gpt-5' }, faq(...some));
    expect(found(mine, theirs)).toEqual([['Engine main', 'both']]);
    expect(texts(mine, theirs)).toEqual([['Engine main', 'Echo', 'OpenAI\ngpt-5']]);
  });

  it('show what differs', () => {
    const [hours, price, refund] = some;
    const mine = having(main, faq(rule('hours', 'At 9'), price));
    const theirs = having(main, faq(rule('hours', 'At 8'), rule('refund', 'No'), price));
    expect(texts(mine, theirs)).toEqual([
      ['Engine faq: rule “hours”', 'At 9', 'At 8'],
      ['Engine faq: rule “refund”', 'removed', 'No'],
    ]);
    const reordered = having(main, faq(price, hours, refund));
    expect(texts(reordered, having(main, faq(refund, hours, price)))).toEqual([
      ['Engine faq: order of the rules', 'price\nhours\nrefund', 'refund\nhours\nprice'],
    ]);
  });
});

describe('the texts of two values', () => {
  const prompts = (mine: string, theirs: string) =>
    texts({ ...base, prompt: mine }, { ...base, prompt: theirs })[0]?.slice(1);

  it('differ if the values do', () => {
    const origins = (list: string[]): Settings => ({ ...base, origins: list });
    expect(texts(origins(['a, b']), origins(['a', 'b']))[0]).toEqual(['Origins', 'a, b', 'a\nb']);
    expect(prompts('Hi', 'Hi ')).toEqual(['Hi', '“Hi ”']);
    const shown = withValue(base, 'behaviour.show_models', true);
    expect(texts(shown, base, base)[0]?.slice(1)).toEqual(['on', 'off']);
  });

  it('start near the first difference in long ones', () => {
    const long = 'Be brief. '.repeat(200);
    const [mine, theirs] = prompts(`${long}Mine`, `${long}Theirs`) ?? [];
    expect(mine).toBe('… Be brief. Be brief. Be brief. Be brief. Mine');
    expect(theirs).toMatch(/Theirs$/);
  });
});

it('undoes a step where nobody has changed it since', () => {
  const [hours, price, refund] = some;
  const step = { before: base, after: having(faq(hours, refund)) };
  expect(takeBack(step, structuredClone(step.after))).toEqual(base);
  const now = having(faq(rule('hours', 'At 8'), refund, rule('jobs')));
  expect(takeBack(step, now)).toEqual(
    having(main, faq(rule('hours', 'At 8'), price, refund, rule('jobs'))),
  );
});
