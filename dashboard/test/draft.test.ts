import { beforeEach, describe, expect, it, vi } from 'vitest';
import { settingsOf } from '~/draft/diff';
import { Draft, isUnsaved } from '~/draft/draft';
import { tenant } from './settings';

const paths = (draft: Draft): string[] => draft.getState().changes.map(({ path }) => path);

/** The stored document once the service has the draft's edits. */
const later = (draft: Draft) => {
  const { base, settings } = draft.getState();
  return tenant({ ...settings, revision: base.revision + 1 });
};

describe('a draft', () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-11-25T09:00:00Z') });
  });

  it('counts its changes by field, and forgets one that was reverted by hand', () => {
    const draft = new Draft(tenant());
    draft.set('tokens.brand.primary', '#0f766e');
    draft.set('copy.suggestions', ['Opening hours', 'Delivery']);
    expect(paths(draft)).toEqual(['copy.suggestions', 'tokens.brand.primary']);
    draft.set('copy.suggestions', ['Opening hours']);
    expect(paths(draft)).toEqual(['tokens.brand.primary']);
  });

  it('undoes a drag of a slider as one step, and two fields as two', () => {
    const draft = new Draft(tenant());
    for (const radius of [17, 16, 15]) {
      vi.advanceTimersByTime(100);
      draft.set('tokens.shape.radius', radius, 'Corner radius');
    }
    draft.set('name', 'Acme Outdoors', 'Name');
    expect(draft.undo()).toBe('Name');
    expect(draft.undo()).toBe('Corner radius');
    expect(paths(draft)).toEqual([]);
    expect(draft.undo()).toBeNull();
    expect(draft.redo()).toBe('Corner radius');
    expect(draft.getState().settings.tokens.shape.radius).toBe(15);
  });

  it('separates edits of one field after a pause', () => {
    const draft = new Draft(tenant());
    draft.set('name', 'A');
    vi.advanceTimersByTime(5000);
    draft.set('name', 'B');
    draft.undo();
    expect(draft.getState().settings.name).toBe('A');
  });

  it('keeps the note on the next save until it is saved or discarded', () => {
    const draft = new Draft(tenant());
    draft.set('name', 'Acme Outdoors');
    draft.annotate('A new name');
    draft.set('name', 'Acme Indoors');
    expect(draft.getState().note).toBe('A new name');
    const bringBack = draft.discard();
    expect(draft.getState().note).toBe('');
    bringBack();
    expect(draft.getState().note).toBe('A new name');
    draft.rebase(later(draft), draft.getState().settings);
    expect(draft.getState().note).toBe('');
  });

  it('undoes a discard', () => {
    const draft = new Draft(tenant());
    draft.set('prompt', 'Be brief.');
    draft.discard();
    expect(paths(draft)).toEqual([]);
    draft.undo();
    expect(draft.getState().settings.prompt).toBe('Be brief.');
  });

  it('shows a problem with the whole document until anything is edited', () => {
    const draft = new Draft(tenant());
    draft.refuse(new Map([['', 'Too large.']]), draft.getState().settings);
    expect(draft.getState().problems.get('')).toBe('Too large.');
    draft.set('name', 'Acme Outdoors');
    expect(draft.getState().problems.size).toBe(0);
  });

  it('keeps edits made while it was being saved', () => {
    const draft = new Draft(tenant());
    draft.set('name', 'Acme Outdoors');
    const sent = draft.getState().settings;
    draft.set('prompt', 'Be brief.');
    draft.rebase(tenant({ revision: 8, name: 'Acme Outdoors' }), sent);
    expect(draft.getState().base.revision).toBe(8);
    expect(paths(draft)).toEqual(['prompt']);
  });

  it('adopts a newer revision only without edits', () => {
    const draft = new Draft(tenant());
    draft.adopt(tenant({ revision: 8, name: 'Theirs' }));
    expect(draft.getState().settings.name).toBe('Theirs');
    draft.set('name', 'Mine');
    draft.adopt(tenant({ revision: 9, prompt: 'Theirs' }));
    expect(draft.getState().base.revision).toBe(8);
    draft.adopt(tenant({ revision: 8, name: 'Theirs', provider_keys: {} }));
    expect(draft.getState().base.provider_keys).toEqual({});
    expect(draft.getState().settings.name).toBe('Mine');
  });

  it('never returns to an older revision', () => {
    const draft = new Draft(tenant({ revision: 8, name: 'Newer' }));
    draft.adopt(tenant({ revision: 7, name: 'Older' }));
    expect(draft.getState().base.revision).toBe(8);
    expect(draft.getState().settings.name).toBe('Newer');
    draft.set('prompt', 'Mine');
    draft.adopt(tenant({ revision: 7, name: 'Older' }));
    expect(draft.getState().base.revision).toBe(8);
    expect(paths(draft)).toEqual(['prompt']);
  });

  it.each([
    ['is saved', (draft: Draft) => draft.rebase(later(draft), draft.getState().settings)],
    ['meets a colleague’s document', (draft: Draft) => draft.reconcile(later(draft))],
    ['is fetched again', (draft: Draft) => draft.adopt({ ...draft.getState().base })],
  ])('undoes edits of one field separately if in between it %s', (_what, stand) => {
    const draft = new Draft(tenant());
    draft.set('name', 'Acme O');
    stand(draft);
    vi.advanceTimersByTime(100);
    draft.set('name', 'Acme Outdoors');
    draft.undo();
    expect(draft.getState().settings.name).toBe('Acme O');
    draft.undo();
    expect(draft.getState().settings.name).toBe('Acme');
  });

  it('undoes only its own steps, not a colleague’s changes', () => {
    const draft = new Draft(tenant());
    draft.set('copy.title', 'Mine');
    draft.rebase(tenant({ revision: 8, ...draft.getState().settings }), draft.getState().settings);
    draft.adopt({ ...draft.getState().base, revision: 9, prompt: 'Theirs', name: 'Theirs' });
    draft.set('name', 'Mine');
    draft.undo();
    draft.undo();
    expect(paths(draft)).toEqual(['copy.title']);
    expect(draft.getState().settings).toMatchObject({ name: 'Theirs', prompt: 'Theirs' });
    expect(draft.redo()).toBe('copy.title');
    expect(paths(draft)).toEqual([]);
  });

  it('skips a step that a colleague has overwritten', () => {
    const draft = new Draft(tenant());
    draft.set('prompt', 'Mine');
    draft.set('name', 'Mine');
    const sent = draft.getState().settings;
    draft.rebase(tenant({ revision: 8, name: 'Mine', prompt: 'Mine' }), sent);
    draft.adopt(tenant({ revision: 9, name: 'Theirs', prompt: 'Mine' }));
    expect(draft.undo()).toBe('prompt');
    expect(draft.getState().settings).toMatchObject({ name: 'Theirs', prompt: 'You are Acme.' });
    expect(draft.undo()).toBeNull();
  });

  it('undoes edits that the service tidied on saving', () => {
    const draft = new Draft(tenant());
    draft.set('name', ' Acme Outdoors ');
    const sent = draft.getState().settings;
    draft.rebase(tenant({ revision: 8, name: 'Acme Outdoors' }), sent);
    draft.undo();
    expect(draft.getState().settings.name).toBe('Acme');
    draft.redo();
    expect(paths(draft)).toEqual([]);
  });

  it('continues from a colleague’s document, and then undoes only my edits', () => {
    const draft = new Draft(tenant());
    draft.set('name', 'Mine');
    const theirs = tenant({ revision: 8, prompt: 'Theirs' });
    expect(draft.reconcile(theirs)).toBe(true);
    expect(draft.getState().base).toBe(theirs);
    expect(paths(draft)).toEqual(['name']);
    const later = tenant({ revision: 9, prompt: 'Theirs', name: 'Theirs' });
    expect(draft.reconcile(later)).toBe(false);
    draft.settle(later, settingsOf(later));
    expect(paths(draft)).toEqual([]);
    draft.undo();
    expect(draft.getState().settings).toMatchObject({ name: 'Mine', prompt: 'Theirs' });
    draft.undo();
    expect(draft.getState().settings.prompt).toBe('Theirs');
  });

  it('undoes a single step and keeps later edits', () => {
    const draft = new Draft(tenant());
    const typed = { text: 'https://shop.example', isRefused: false, add: () => {} };
    draft.type('origins', typed);
    draft.set('prompt', 'Be brief.');
    draft.set('copy.title', 'Discarded');
    const restore = draft.discard();
    draft.set('name', 'Since');
    draft.set('copy.title', 'Since');
    restore();
    const { settings } = draft.getState();
    expect([settings.prompt, settings.name, settings.copy.title]).toEqual([
      'Be brief.',
      'Since',
      'Since',
    ]);
    expect(draft.getState().typed.get('origins')).toBe(typed);
    restore();
    draft.undo();
    expect(paths(draft)).toEqual(['name', 'copy.title']);
  });

  it('recalls the newest version that has something, back to the stored one', () => {
    const draft = new Draft(tenant());
    const recall = (length: number) =>
      draft.recall(({ name }) => (name.length === length ? name : undefined));
    draft.set('name', 'One');
    vi.advanceTimersByTime(5000);
    draft.set('name', 'Two');
    vi.advanceTimersByTime(5000);
    draft.set('name', 'Fifth');
    expect([recall(3), recall(4), recall(9)]).toEqual(['Two', 'Acme', undefined]);
  });

  it('shows the server’s problem until the field is edited', () => {
    const draft = new Draft(tenant());
    const sent = settingsOf(tenant());
    draft.refuse(new Map([['engines.0.model', 'Must have 1 to 200 characters']]), sent);
    draft.set('name', 'Acme Outdoors');
    expect([...draft.getState().problems.keys()]).toEqual(['engines.0.model']);
    draft.set('engines', [{ name: 'main', provider: 'openai', model: 'gpt-5' }]);
    expect(draft.getState().problems.size).toBe(0);
  });

  it('forgets the server’s problem with an engine that was removed', () => {
    const draft = new Draft(tenant());
    const { engines } = draft.getState().settings;
    draft.set('engines', [...engines, { name: 'second', provider: 'openai', model: 'gpt-5' }]);
    draft.refuse(new Map([['engines.1.model', 'No.']]), draft.getState().settings);
    expect([...draft.getState().problems.keys()]).toEqual(['engines.1.model']);
    draft.set('engines', engines);
    expect(draft.getState().problems.size).toBe(0);
  });

  it('shows the service’s problem as long as the field has the value it is about', () => {
    const draft = new Draft(tenant());
    const path = 'engines.0.name';
    draft.judge('engines.0', [{ path, value: 'main', problem: 'Not this one.' }]);
    draft.set('name', 'Acme Outdoors');
    expect(draft.getState().problems.get(path)).toBe('Not this one.');
    draft.set('engines', [{ name: 'other', provider: 'openai', model: 'gpt-5' }]);
    expect(draft.getState().problems.has(path)).toBe(false);
    draft.judge('engines.0', [{ path, value: 'other', problem: 'Nor this one.' }]);
    draft.judge('engines.0', []);
    expect(draft.getState().problems.has(path)).toBe(false);
  });

  it('reports problems while somebody types', () => {
    const draft = new Draft(tenant());
    draft.set('tokens.brand.primary', '#12');
    draft.set('copy.title', 'x'.repeat(61));
    expect([...draft.getState().problems.keys()]).toEqual(['copy.title', 'tokens.brand.primary']);
  });

  it('reports what a new place lacks once its field loses the focus', () => {
    const draft = new Draft(tenant());
    const { engines } = draft.getState().settings;
    draft.set('engines', [...engines, { name: 'rules', provider: 'rules', fallback: '' }]);
    draft.begin('engines.1');
    expect(draft.getState().problems.size).toBe(0);
    draft.set('copy.title', 'x'.repeat(61));
    expect([...draft.getState().problems.keys()]).toEqual(['copy.title']);
    draft.leave('engines.1.name');
    draft.leave('engines.1.fallback');
    expect([...draft.getState().problems.keys()]).toEqual(['copy.title', 'engines.1.fallback']);
  });

  it('reports everything that new places lack on saving', () => {
    const draft = new Draft(tenant());
    draft.set('engines', [
      { name: 'main', provider: 'rules', rules: [{ pattern: '', answer: '' }] },
    ]);
    draft.begin('engines.0.rules.0');
    expect([...draft.getState().problems.keys()]).toEqual(['engines.0.fallback']);
    draft.reveal();
    expect(draft.getState().problems.size).toBe(3);
  });

  it('keeps what was typed for a list, adds it, and reports what cannot be added', () => {
    const draft = new Draft(tenant());
    const add = (): void => {
      draft.set('origins', ['https://shop.example']);
      draft.type('origins', null);
    };
    draft.type('origins', { text: 'https://shop.example', isRefused: false, add });
    draft.set('name', 'Acme Outdoors');
    expect(draft.getState().typed.get('origins')?.text).toBe('https://shop.example');
    expect(draft.addTyped()).toBeUndefined();
    expect(paths(draft)).toEqual(['name', 'origins']);
    draft.type('origins', { text: 'shop', isRefused: false, add: () => {} });
    expect(draft.addTyped()).toBe('origins');
    draft.discard();
    expect(isUnsaved(draft.getState())).toBe(false);
  });
});
