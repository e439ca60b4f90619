import { COLOR_PATTERN } from '~/generated/rulebook';
import { channels } from '~widget/colour';

const COLOUR = new RegExp(COLOR_PATTERN);

/** A hex colour in a form that the service accepts. */
export const isColour = (text: string): boolean => COLOUR.test(text);

const toHex = (values: readonly number[]): string =>
  `#${values.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** `#rrggbb`, the only form that native colour inputs accept. */
export const toLongHex = (text: string): string =>
  toHex(isColour(text) ? channels(text) : [0, 0, 0]);

/** The colour's opacity, 0–1. */
export const alphaOf = (colour: string): number =>
  colour.length === 9 ? Number.parseInt(colour.slice(7), 16) / 255 : 1;

/** The visible result of a colour on an opaque background. */
export function over(colour: string, ground: string): string {
  const alpha = alphaOf(colour);
  const below = channels(ground);
  return toHex(channels(colour).map((value, i) => value * alpha + (below[i] ?? 0) * (1 - alpha)));
}

/** Contrast for display, truncated instead of rounded, so that 4.49 never reads as 4.5. */
export function formatContrast(ratio: number): string {
  return (Math.floor(ratio * 10) / 10).toFixed(1);
}
