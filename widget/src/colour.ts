/** Colours are CSS hex. Their alpha is ignored. */

/** Red, green and blue, each 0–255. */

export const channels = (colour: string): number[] => {
  const digits = colour.slice(1);
  const long = digits.length < 6 ? digits.replace(/./g, '$&$&') : digits;
  return [0, 2, 4].map((at) => Number.parseInt(long.slice(at, at + 2), 16));
};

/** WCAG 2 relative luminance. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = channels(colour).map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2 contrast of two colours. */
export function contrast(one: string, other: string): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(a / b, b / a);
}

export const isDark = (colour: string): boolean => luminance(colour) < 0.18;

/** White if it is readable, else black: one of the two always reaches 4.5:1. */
export const textOn = (colour: string): string =>
  contrast(colour, '#ffffff') >= 4.5 ? '#ffffff' : '#000000';

/** `colour`, moved towards black or white just far enough to be readable on `background`. */
export function readableOn(background: string, colour: string): string {
  const target = isDark(background) ? 255 : 0;
  let mixed = colour;
  for (let share = 0.05; contrast(mixed, background) < 4.5 && share < 1.01; share += 0.05) {
    const moved = channels(colour).map((value) => Math.round(value + (target - value) * share));
    mixed = `#${moved.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
  }
  return mixed;
}
