import { describe, expect, it } from 'vitest';
import type { FailingEngine, Fault, Problem, TenantSummary } from '~/api/types';
import { settingsOf } from '~/draft/diff';
import { evidenceOf, explainFailing, explainFault } from '~/tenant/explain-fault';
import { lifeOf } from '~/tenants/life';
import openapi from '../../crates/admin/openapi.json';
import { tenant } from './settings';

const fault: Fault = { code: 'engine_misconfigured', engine: 'main', host: 'llm.example' };
const { host: _, ...nobodyAsked } = fault;
/** Of a service that is newer than the dashboard. */
const strange = 'teapot' as Problem;

describe('a fault', () => {
  it.each<Problem>(openapi.components.schemas.Problem.enum as Problem[])(
    '%s is explained better than its code alone',
    (problem) => {
      const text = explainFault({ ...fault, problem });
      expect(text).not.toBe(explainFault(fault));
      expect(text.split('. ').length).toBe(2);
    },
  );

  it('names the host whose key it is', () => {
    expect(explainFault({ ...fault, problem: 'key_refused' })).toContain('llm.example');
    expect(explainFault({ ...nobodyAsked, problem: 'key_refused' })).toContain('provider');
  });

  it.each(['busy', 'unavailable', 'stalled', 'cut', 'refused'] as const)(
    'provider_%s names the host, and asks no operator to write the message again',
    (kind) => {
      const text = explainFault({ ...fault, code: `provider_${kind}` });
      expect(text).toContain(' llm.example');
      expect(text).not.toMatch(/[Tt]ry again|[Rr]ephrase/);
    },
  );

  it('of a kind that is new to the dashboard is explained by its code', () => {
    expect(explainFault({ ...fault, problem: strange })).toBe(explainFault(fault));
  });

  it('shows what the provider said', () => {
    const said = { ...fault, status: 401, provider_code: 'invalid_api_key' };
    expect(evidenceOf(said)).toBe('llm.example · 401 · invalid_api_key');
    expect(evidenceOf(fault)).toBe('');
  });
});

describe('a failing engine', () => {
  const at = (time: string) => new Date(`2026-11-30T${time}`);
  const failing: FailingEngine = {
    ...fault,
    problem: 'key_refused',
    since: at('10:42').toISOString(),
  };
  const today = at('12:00').getTime();

  it('is named, with the time since when it fails', () => {
    expect(explainFailing(failing, today)).toMatch(/^main has been failing since 10:42\. The key/);
    expect(explainFailing(failing, today + 86_400_000)).toMatch(
      /^main has been failing since 30 Nov 2026, 10:42\. The key/,
    );
  });

  it('is what its tenant’s line is about, in a few words', () => {
    const activity = { conversations: 4, more: false, last_active_at: null };
    const summary: TenantSummary = {
      ...{ slug: 'acme', name: 'Acme', primary: '#123456', updated_at: failing.since },
      activity,
      failing_engines: [],
    };
    expect(lifeOf(summary, today)).toBe('4 conversations today');
    expect(lifeOf({ ...summary, failing_engines: [failing] }, today)).toBe(
      'main: key refused since 10:42',
    );
    const other = { ...failing, problem: strange };
    expect(lifeOf({ ...summary, failing_engines: [other] }, today)).toBe(
      'main: failing since 10:42',
    );
  });
});

it('what fails is never sent back to the service', () => {
  const document = tenant({ failing_engines: [{ ...fault, since: '' }] });
  expect(settingsOf(document)).toEqual(settingsOf(tenant()));
});
