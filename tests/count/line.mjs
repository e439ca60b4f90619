/** The line that `cargo xtask test` reads from every runner of ours, also from those that are not JavaScript. */
export function line({ passed, failed, skipped }) {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
