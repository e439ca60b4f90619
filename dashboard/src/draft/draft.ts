import type { Settings, TenantDocument } from '~/api/types';
import { type Change, changes, same, settingsOf } from './diff';
import { carryOver, differences, takeBack } from './merge';
import { lookUp, type Path, type ValueAt, valueAt, withValue } from './paths';
import type { Problems } from './problems';
import { validate } from './validate';

export interface DraftState {
  /** The stored document. */
  base: TenantDocument;
  /** The edited settings. */
  settings: Settings;
  changes: Change[];
  /** Typed text by the path of its list. It survives a change of tab and is added when the draft is saved. */
  typed: ReadonlyMap<Path, Typed>;
  /** Problems by the path of the field (`engines.0.name` inside lists): our own at once (but see `begin`), the server's until the field changes. */
  problems: Problems;
  /** What the version should say about the next save. */
  note: string;
  undoable: string | null;
  redoable: string | null;
}

/** Text that is not in the draft yet: it is to be added to a list, or it is no value that its field can have. */
export interface Typed {
  text: string;
  /** Whether adding it was tried, and refused. */
  isRefused: boolean;
  /** The path of its control, if that isn't the list's own. */
  field?: string;
  add: () => void;
}

/** Whether leaving would lose edits. */
export const isUnsaved = ({ changes, typed }: DraftState): boolean =>
  changes.length > 0 || typed.size > 0;

/** A problem that the service found. It applies as long as the field has this value. */
export interface Judgement {
  path: string;
  value: unknown;
  problem: string;
}

interface Step {
  label: string;
  path: Path | null;
  before: Settings;
  after: Settings;
  at: number;
}

/** Edits of one field within this time are undone together. */
const TOGETHER_MS = 1200;
const STEPS = 200;

/** A tenant's draft: all tabs edit it, the preview shows it, and saving sends it. */
export class Draft {
  #state: DraftState;
  #past: Step[] = [];
  #future: Step[] = [];
  /** What the service reported, by the place it was asked about. `''` is the whole document as it was sent. */
  readonly #judged = new Map<string, readonly Judgement[]>();
  /** Fields of new places that have not lost the focus yet. */
  readonly #untouched = new Set<string>();
  readonly #listeners = new Set<() => void>();

  constructor(document: TenantDocument) {
    const settings = settingsOf(document);
    this.#state = {
      base: document,
      settings,
      changes: [],
      typed: new Map(),
      problems: new Map(),
      note: '',
      undoable: null,
      redoable: null,
    };
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly getState = (): DraftState => this.#state;

  set<P extends Path>(path: P, value: ValueAt<P>, label: string = path): void {
    if (Object.is(valueAt(this.#state.settings, path), value)) return;
    this.replace(withValue(this.#state.settings, path, value), label, path);
  }

  /**
   * Changes several fields as one step. With `path`, steps in quick succession are undone together, as if they were of one field. Returns a
   * function that undoes the step without touching later edits.
   */
  replace(settings: Settings, label: string, path: Path | null = null): () => void {
    const step = this.#remember({ label, path, before: this.#state.settings, after: settings });
    this.#update(settings);
    return () => {
      const now = this.#state.settings;
      const next = takeBack(step, now);
      if (!same(next, now)) this.replace(next, label);
    };
  }

  /** Returns a function that restores what was discarded. */
  discard(): () => void {
    const { base, typed, note } = this.#state;
    for (const path of typed.keys()) this.type(path, null);
    const restore = this.replace(settingsOf(base), 'discard');
    this.annotate('');
    return () => {
      restore();
      this.annotate(note);
      for (const [path, text] of typed) {
        if (!this.#state.typed.has(path)) this.type(path, text);
      }
    };
  }

  type(path: Path, typed: Typed | null): void {
    const all = new Map(this.#state.typed);
    if (typed) all.set(path, typed);
    else all.delete(path);
    this.#update(this.#state.settings, this.#state.base, all);
  }

  annotate(note: string): void {
    this.#state = { ...this.#state, note };
    this.#tell();
  }

  /** Adds what was typed to the lists. Returns the path of the first field whose text cannot be added. */
  addTyped(): string | undefined {
    for (const { add } of this.#state.typed.values()) add();
    const [path, left] = this.#state.typed.entries().next().value ?? [];
    return left?.field ?? path;
  }

  undo(): string | null {
    return this.#step(this.#past, this.#future);
  }

  redo(): string | null {
    return this.#step(this.#future, this.#past);
  }

  /** Finds something in the newest version that has it, back to the stored document. */
  recall<T>(find: (settings: Settings) => T | undefined): T | undefined {
    for (const { before } of this.#past.toReversed()) {
      const found = find(before);
      if (found !== undefined) return found;
    }
    return find(settingsOf(this.#state.base));
  }

  /** Called when the document was saved, with its note. Keeps edits made after `sent`. */
  rebase(document: TenantDocument, sent: Settings): void {
    const saved = settingsOf(document);
    const carried = (settings: Settings): Settings => carryOver(sent, settings, saved);
    if (!same(sent, saved)) {
      for (const step of [...this.#past, ...this.#future]) {
        step.before = carried(step.before);
        step.after = carried(step.after);
      }
    }
    this.annotate('');
    this.#stand(document, carried(this.#state.settings));
  }

  /** Applies the resolution of a conflict with somebody else's document, as one step that can be undone. */
  settle(document: TenantDocument, settings: Settings): void {
    const { base, settings: mine } = this.#state;
    const before = carryOver(settingsOf(base), mine, settingsOf(document));
    if (!same(before, settings)) {
      this.#remember({ label: 'merge', path: null, before, after: settings });
    }
    this.#stand(document, settings);
  }

  /** Applies my edits to somebody else's document. Returns false if both changed the same part, because a person must decide then. */
  reconcile(document: TenantDocument): boolean {
    const { base, settings } = this.#state;
    const versions = [settingsOf(base), settings, settingsOf(document)] as const;
    if (differences(...versions).some(({ changedBy }) => changedBy === 'both')) return false;
    this.settle(document, carryOver(...versions));
    return true;
  }

  /** Takes a refetched document. If there are edits, a newer revision has to wait: saving will find it and ask. */
  adopt(document: TenantDocument): void {
    const { base, settings, changes: edits } = this.#state;
    if (document === base || document.revision < base.revision) return;
    if (edits.length > 0 && document.revision !== base.revision) return;
    this.#stand(document, carryOver(settingsOf(base), settings, settingsOf(document)));
  }

  /** Takes the server's problems with the draft as it was sent. */
  refuse(problems: Problems, sent: Settings): void {
    this.judge(
      '',
      [...problems].map(([path, problem]) => ({ path, value: lookUp(sent, path), problem })),
    );
  }

  /** Takes what the service reports about one place, replacing its earlier report. */
  judge(place: string, found: readonly Judgement[]): void {
    if (found.length === 0 && !this.#judged.get(place)?.length) return;
    this.#judged.set(place, found);
    this.#update(this.#state.settings);
  }

  /** Called when a place was added. Its missing values are reported once their fields lose the focus, or on saving. */
  begin(place: string): void {
    const { settings } = this.#state;
    for (const path of validate(settings).keys()) {
      if (path === place || path.startsWith(`${place}.`)) this.#untouched.add(path);
    }
    this.#update(settings);
  }

  leave(field: string): void {
    if (this.#untouched.delete(field)) this.#update(this.#state.settings);
  }

  /** Reports all problems, on saving or after places have moved. */
  reveal(): void {
    if (this.#untouched.size === 0) return;
    this.#untouched.clear();
    this.#update(this.#state.settings);
  }

  #remember(made: Omit<Step, 'at'>): Step {
    const last = this.#past.at(-1);
    const at = Date.now();
    this.#future = [];
    if (made.path && last?.path === made.path && at - last.at < TOGETHER_MS) {
      return Object.assign(last, { at, after: made.after });
    }
    const step = { ...made, at };
    this.#past.push(step);
    if (this.#past.length > STEPS) this.#past.shift();
    return step;
  }

  #step(from: Step[], to: Step[]): string | null {
    const { settings } = this.#state;
    for (let step = from.pop(); step; step = from.pop()) {
      const next = takeBack(step, settings);
      // Everything it changed has been changed again since.
      if (same(next, settings)) continue;
      to.push({ ...step, before: settings, after: next, at: 0 });
      this.#update(next);
      return step.label;
    }
    this.#update(settings);
    return null;
  }

  /** Steps never span two base documents, because undoing one would also undo what others have changed. */
  #stand(document: TenantDocument, settings: Settings): void {
    const last = this.#past.at(-1);
    if (last) last.at = 0;
    this.#judged.delete('');
    this.#update(settings, document);
  }

  #update(settings: Settings, base = this.#state.base, typed = this.#state.typed): void {
    this.#state = {
      base,
      settings,
      changes: changes(settingsOf(base), settings),
      typed,
      problems: this.#problems(settings),
      note: this.#state.note,
      undoable: this.#past.at(-1)?.label ?? null,
      redoable: this.#future.at(-1)?.label ?? null,
    };
    this.#tell();
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  #problems(settings: Settings): Problems {
    const problems = validate(settings);
    for (const { path, value, problem } of [...this.#judged.values()].flat()) {
      if (!problems.has(path) && same(lookUp(settings, path), value)) problems.set(path, problem);
    }
    for (const path of this.#untouched) problems.delete(path);
    return problems;
  }
}
