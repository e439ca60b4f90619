import type * as Code from '../code';
import { orNothing } from '../lazy';

/** The names that models give to languages, by what their code looks like. */
const LANGUAGES: Record<Code.Family, string> = {
  curly:
    'c cc cpp c++ cs csharp c# dart go golang groovy java javascript js jsx kotlin kt mjs objc php proto rs rust scala swift ts tsx typescript zig',
  indented: 'py python py3 rb ruby elixir ex julia jl r perl pl gd',
  shell: 'bash sh shell zsh fish console dockerfile docker makefile make powershell ps1 nginx',
  query: 'sql mysql postgres postgresql sqlite plsql lua hs haskell',
  data: 'json json5 jsonc yaml yml toml ini env properties graphql gql hcl terraform tf',
  style: 'css scss less sass',
  markup: 'html xml svg vue svelte xhtml astro jsp',
  changes: 'diff patch',
};

const families = new Map(
  Object.entries(LANGUAGES).flatMap(([family, names]) =>
    names.split(' ').map((name) => [name, family as Code.Family]),
  ),
);

/** Longer code stays plain: colouring it would hold up the page. */
const LONGEST = 8000;

/** Blocks that may still grow. */
const waiting = new Map<HTMLElement, Code.Family>();

let part: typeof Code | null = null;

async function load(): Promise<void> {
  part ??= await orNothing(import('../code'));
}

/** Has a block coloured once it is complete, if its language is known. */
export function colourLater(block: HTMLElement, language: string): void {
  const family = families.get(language.toLowerCase());
  if (!family) return;
  waiting.set(block, family);
  void load().then(colour);
}

/** Colours the blocks that are complete: those that something follows, or whose message is. */
export function colour(): void {
  if (!part) return;
  for (const [block, family] of waiting) {
    // What isn't on the page by now was shown anew.
    const isOver = block.nextSibling || !block.closest('.pending, .streaming');
    if (block.isConnected && !isOver) continue;
    waiting.delete(block);
    const code = block.querySelector('code');
    if (!code || !block.isConnected || (code.textContent ?? '').length > LONGEST) continue;
    part.colour(code, family);
  }
}
