// What all benchmarks have in common.

/** How often each is measured; the median is printed. */
export const ROUNDS = 5;
/** A quarter of this machine's speed, as on a phone. */
export const CPU_SLOWDOWN = 4;

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];
