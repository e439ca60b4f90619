/** What the site's owner reads in the console. */

export const complain = (advice: string, ...cause: unknown[]): void =>
  console.error(`BubbleChat: ${advice}`, ...cause);

export const NO_KEY =
  'the key is missing. Add data-key="bc_pk_…" to the tag, or ?key=bc_pk_… to its address.';
