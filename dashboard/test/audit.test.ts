import { beforeEach, describe, expect, it, vi } from 'vitest';
import { ApiError } from '~/api/error';
import type { AuditItem, FieldChange } from '~/api/types';
import type { AuditPage } from '~/audit/queries';
import openapi from '../../crates/admin/openapi.json';

vi.stubGlobal('location', { origin: 'https://console.example' });
const { AuditJob, fileName, MOST } = await import('~/audit/audit-job');
const { byDay } = await import('~/audit/days');
const { labelOfChange, valuesOf } = await import('~/audit/fields');
const { filterOf, isBackwards, queryOf } = await import('~/audit/filter');
const { personOf, SENTENCES, sentenceOf } = await import('~/audit/sentences');

const ANA = 'o_0c2ce3a16f0e4d9b8f576a4a3a0d3b6e';

const item = (parts: Partial<AuditItem> = {}): AuditItem => ({
  id: '1795000000000#0c2c',
  at: '2026-11-20T10:00:00.000Z',
  actor: { operator: ANA, name: 'ana@agency.example', token: null, address: '192.0.2.7' },
  action: 'tenant_saved',
  tenant: 'kaffeehaus',
  subject: null,
  note: null,
  revision: 7,
  changes: [],
  more_changes: 0,
  ...parts,
});

const change = (field: string, from: unknown = null, to: unknown = null): FieldChange =>
  ({ field, from, to, is_long: false }) as FieldChange;

const told = (parts: Partial<AuditItem>): string => {
  const { did, after } = sentenceOf(item(parts));
  return [did, 'TENANT', after].filter(Boolean).join(' ');
};

describe('the sentences', () => {
  it('tell every action that the service writes down', () => {
    expect(Object.keys(SENTENCES).sort()).toEqual(
      openapi.components.schemas.Action.enum.toSorted(),
    );
  });

  it('tell which settings were changed, as long as they are few', () => {
    const changes = [
      change('prompt'),
      change('engines.0.model'),
      change('engines.1.rules.0.answer'),
    ];
    expect(told({ changes: changes.slice(0, 1) })).toBe('changed the system prompt of TENANT');
    expect(told({ changes })).toBe('changed the system prompt and the engines of TENANT');
    const many = ['prompt', 'name', 'origins.0', 'copy.title'].map((field) => change(field));
    expect(told({ changes: many })).toBe('changed 4 settings of TENANT');
    expect(told({ changes: many, more_changes: 3 })).toBe('changed more than 4 settings of TENANT');
    expect(told({})).toBe('saved TENANT without a change');
  });

  it('tell a pause, a restored version and a copy', () => {
    expect(told({ changes: [change('paused', false, true)] })).toBe('paused TENANT');
    expect(told({ changes: [change('paused', true, false)] })).toBe('resumed TENANT');
    expect(told({ subject: 'revision 3', changes: [change('prompt')] })).toBe(
      'restored revision 3 of TENANT',
    );
    expect(told({ action: 'tenant_created', subject: 'copy of acme' })).toBe(
      'created TENANT as a copy of acme',
    );
    expect(told({ action: 'tenant_created', subject: 'file of acme' })).toBe(
      'created TENANT from a file of acme',
    );
  });

  it('name keys and secrets', () => {
    expect(told({ action: 'key_created', subject: '4f1d (Web shop (old))' })).toBe(
      'created the API key “Web shop (old)” of TENANT',
    );
    expect(told({ action: 'key_revoked', subject: '4f1d' })).toBe(
      'revoked the API key 4f1d of TENANT',
    );
    expect(told({ action: 'provider_key_set', subject: 'openai' })).toBe(
      'set the OpenAI key of TENANT',
    );
    expect(told({ action: 'provider_key_removed', subject: 'openai@llm.example:8443' })).toBe(
      'removed the OpenAI key for llm.example:8443 of TENANT',
    );
    expect(told({ action: 'provider_key_set', subject: 'openai@llm.example#x-org' })).toBe(
      'set the header x-org for llm.example of TENANT',
    );
  });

  it('tell what was changed on an operator', () => {
    const changed = (...changes: FieldChange[]) =>
      sentenceOf(item({ action: 'operator_changed', subject: 'bob@a.example', changes })).did;
    expect(changed(change('disabled', false, true))).toBe('disabled bob@a.example');
    expect(changed(change('role', 'viewer', 'editor'))).toBe('made bob@a.example an editor');
    expect(changed(change('role', 'owner', 'viewer'))).toBe('made bob@a.example a viewer');
    expect(changed(change('role'), change('tenants.0'), change('tenants.1'))).toBe(
      'changed the role and tenants of bob@a.example',
    );
  });

  it('survive an action that this page does not know', () => {
    expect(told({ action: 'tenant_moved' as never })).toBe('did “tenant_moved” to TENANT');
  });

  it('begin with the person, you, or the part of the service', () => {
    expect(personOf(item(), undefined)).toBe('ana@agency.example');
    expect(personOf(item(), ANA)).toBe('You');
    const actor = { operator: null, name: 'command line', token: null, address: '' };
    expect(personOf(item({ actor }), undefined)).toBe('The command line');
  });
});

it('names fields by what they are, also within lists and of operators', () => {
  const labels = [
    'prompt',
    'origins.2',
    'copy.suggestions.0',
    'engines.1',
    'engines.0.max_output_tokens',
    'engines.0.price.input',
    'engines.0.rules.2.answer',
    'tenants.0',
    'disabled',
  ].map((field) => labelOfChange(change(field)));
  expect(labels).toEqual([
    'System prompt',
    'Origins, entry 3',
    'Suggestions, entry 1',
    'Engine 2',
    'Engine 1: longest answer',
    'Engine 1: price of input',
    'Engine 1: answer of rule 3',
    'Tenants, entry 1',
    'Disabled',
  ]);
});

it('tells both values of a field', () => {
  expect(valuesOf(change('limits.key_per_minute', 60, 30))).toEqual({ from: '60', to: '30' });
  expect(valuesOf(change('copy.title', '', null))).toEqual({ from: 'empty', to: 'not set' });
  expect(valuesOf(change('tenants', null, []))).toEqual({ from: 'all', to: 'none' });
});

describe('the filters', () => {
  it('take only what is valid from the address', () => {
    const search = { tenant: 'acme', operator: ANA, from: '2026-11-01', to: '2026-11-30' };
    expect(filterOf(search)).toEqual(search);
    expect(filterOf({ tenant: 'A b', operator: 'ana', from: '2026-13-40', to: 5 })).toEqual({});
    expect(filterOf({ tenant: 24 })).toEqual({ tenant: '24' });
  });

  it('include the last day', () => {
    const { from, to } = queryOf({ from: '2026-10-25', to: '2026-10-25' });
    const hours = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 3_600_000;
    // A day may be an hour longer or shorter.
    expect([23, 24, 25]).toContain(hours);
    expect(new Date(to ?? '').getDate()).toBe(26);
  });

  it('know a period that ends before it begins', () => {
    expect(isBackwards({ from: '2026-11-02', to: '2026-11-01' })).toBe(true);
    expect(isBackwards({ from: '2026-11-02', to: '2026-11-02' })).toBe(false);
    expect(isBackwards({ from: '2026-11-02' })).toBe(false);
  });
});

it('groups what was done by day', () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour).toISOString();
  const items = [at(20, 9), at(20, 1), at(19, 23), at(3, 12)].map((time) => item({ at: time }));
  const days = byDay(items, new Date(2026, 10, 20, 10).getTime());
  expect(days.map(({ name, items: of }) => [name, of.length])).toEqual([
    ['Today', 2],
    ['Yesterday', 1],
    ['3 Nov 2026', 1],
  ]);
});

describe('an export', () => {
  let pages: (AuditPage | ApiError)[];
  let cursors: string[];
  const signal = new AbortController().signal;

  const job = (format: 'csv' | 'jsonl') =>
    new AuditJob(
      {
        page: async (cursor) => {
          cursors.push(cursor);
          const page = pages.shift() ?? { items: [] };
          if (page instanceof ApiError) throw page;
          return page;
        },
        wait: async () => {},
      },
      format,
    );

  beforeEach(() => {
    pages = [];
    cursors = [];
  });

  it('has a line per change, and no cell that a spreadsheet would run', async () => {
    const changes = [
      change('limits.key_per_minute', 60, 30),
      { ...change('prompt'), is_long: true },
    ];
    const note = '=HYPERLINK("https://evil.example")';
    pages = [
      { items: [item({ changes, note })], cursor: 'a' },
      { items: [], cursor: null },
    ];
    const csv = job('csv');
    await csv.run(signal, () => {});
    const text = await csv.file().text();
    const [head = '', ...rest] = text.split('\r\n');
    expect(head.replace('\uFEFF', '')).toBe(
      'at,person,operator,token,address,action,tenant,subject,revision,note,in_words,changes,more_changes',
    );
    expect(rest.join('\r\n')).toContain(`"'=HYPERLINK(""https://evil.example"")"`);
    expect(text).toContain(
      'ana@agency.example changed the limit per key and the system prompt of kaffeehaus',
    );
    expect(text).toContain('Limit per key: 60 → 30\nSystem prompt: a long text');
    expect(cursors).toEqual(['', 'a']);
  });

  it('is one JSON object a line', async () => {
    pages = [{ items: [item({ id: '2' }), item({ id: '1' })], cursor: null }];
    const lines = job('jsonl');
    await lines.run(signal, () => {});
    const rows = (await lines.file().text())
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows).toEqual([item({ id: '2' }), item({ id: '1' })]);
  });

  it('continues after a failure where it stopped', async () => {
    const refusal = new ApiError('invalid_cursor', 'no', 400);
    pages = [{ items: [item({ id: '2' })], cursor: 'a' }, refusal];
    const lines = job('jsonl');
    await expect(lines.run(signal, () => {})).rejects.toBe(refusal);
    pages = [{ items: [item({ id: '1' })], cursor: null }];
    await lines.run(signal, () => {});
    expect(cursors).toEqual(['', 'a', 'a']);
    expect(lines.progress.changes).toBe(2);
  });

  it('ends where a file is full, and says so', async () => {
    const full = { items: new Array(MOST / 2).fill(item()), cursor: 'more' };
    pages = [full, full, full];
    const lines = job('jsonl');
    await lines.run(signal, () => {});
    expect(lines.progress).toMatchObject({ changes: MOST, isCut: true });
    expect(pages.length).toBe(1);
  });

  it('is named after what it has', () => {
    expect(fileName({ tenant: 'acme', from: '2026-11-01', to: '2026-11-30' }, 'csv')).toBe(
      'acme-changes-2026-11-01-2026-11-30.csv',
    );
    expect(fileName({}, 'jsonl')).toMatch(/^changes-\d{4}-\d\d-\d\d\.jsonl$/);
    expect(fileName({ operator: ANA }, 'csv')).toMatch(/^some-changes-/);
  });
});
