import { expect, it } from 'vitest';
import { readTenantFile, tellProblem } from '~/creation/tenant-file';
import { settingsOf } from '~/draft/diff';
import openapi from '../../crates/admin/openapi.json';
import { tenant } from './settings';

const file = {
  format: 'bubblechat-tenant-1',
  slug: 'acme',
  exported_at: '2026-12-01T10:00:00.000Z',
  document: settingsOf(tenant()),
};

const problemIn = (text: string): string | undefined => {
  const reading = readTenantFile(text);
  return 'problem' in reading ? reading.problem : undefined;
};

it('reads an exported tenant', () => {
  expect(readTenantFile(JSON.stringify(file))).toEqual({ file });
  expect(openapi.components.schemas.FileFormat.enum).toEqual([file.format]);
});

it('says what is wrong with a file before the service is asked', () => {
  expect(problemIn('{')).toMatch(/^This isn’t valid JSON/);
  for (const other of [[], 1, null, { name: 'Acme' }, { ...file, format: 'theme' }]) {
    expect(problemIn(JSON.stringify(other))).toMatch(/^This isn’t an exported tenant/);
  }
  expect(problemIn(JSON.stringify({ ...file, format: 'bubblechat-tenant-2' }))).toMatch(
    /^A newer version/,
  );
  expect(problemIn(JSON.stringify({ ...file, document: undefined }))).toMatch(/incomplete/);
  expect(problemIn(JSON.stringify({ ...file, slug: undefined }))).toMatch(/incomplete/);
});

it('names all the fields that break rules, and leaves what it cannot read to the service', () => {
  const behaviour = { ...file.document.behaviour, image_hosts: ['no host'] };
  const broken = { ...file.document, prompt: 'x'.repeat(40_000), behaviour };
  const reading = readTenantFile(JSON.stringify({ ...file, document: broken }));
  const problems = 'problems' in reading ? reading.problems : [];
  expect(problems.map(({ field }) => field).toSorted()).toEqual([
    'behaviour.image_hosts.0',
    'prompt',
  ]);
  const strange = { ...file, document: { ...file.document, engines: 5 } };
  expect(readTenantFile(JSON.stringify(strange))).toEqual({ file: strange });
});

it('names the fields that the service refuses', () => {
  const told = (field: string) => tellProblem({ field, message: 'is too long' });
  expect(told('prompt')).toBe('System prompt: is too long');
  expect(told('file.document.origins.1')).toBe('Origins, entry 2: is too long');
  expect(told('engines.0.model')).toBe('Engine 1: model: is too long');
  expect(told('')).toBe('is too long');
});
