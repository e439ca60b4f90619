// What all benchmarks have in common.

/** How often each is measured; the median is printed. */
export const ROUNDS = 5;
/** A quarter of this machine's speed, as on a phone. */
export const CPU_SLOWDOWN = 4;

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** The script time of a page without the widget where the peers' figures and our targets come from, in ms: 4 to 5. */
const REFERENCE_MS = 4.5;

/**
 * How much slower this machine is than that one, by the script time of the same page, measured in this run. An estimate: that page
 * runs little but what the benchmark itself has put there. Peers' packages can be measured for a second opinion.
 */
export const slownessOf = (pageAloneMs) => Math.max(1, pageAloneMs / REFERENCE_MS);

/** A time as measured, as it would be there, and whether that is within the target. */
export function judged(ms, slowness, target) {
  const there = ms / slowness;
  const verdict = there <= target ? 'met' : 'MISSED';
  return `${ms.toFixed(0)} ms, scaled ${there.toFixed(0)} ms (target ${target}: ${verdict})`;
}
