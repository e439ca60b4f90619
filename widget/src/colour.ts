/** Colours are `[red, green, blue]`, 0–255. */
type Colour = readonly [number, number, number];

export function parseHex(text: string): Colour | null {
  const match = /^#([0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim());
  if (!match) return null;
  const digits = match[1] as string;
  const step = digits.length > 4 ? 2 : 1;
  const channel = (at: number): number => {
    const part = digits.slice(at * step, (at + 1) * step);
    return Number.parseInt(step === 1 ? part + part : part, 16);
  };
  return [channel(0), channel(1), channel(2)];
}

const toHex = (colour: Colour): string =>
  `#${colour.map((value) => Math.round(value).toString(16).padStart(2, '0')).join('')}`;

/** WCAG 2 relative luminance. */
function luminance(colour: Colour): number {
  const [red, green, blue] = colour.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const BLACK: Colour = [0, 0, 0];
const WHITE: Colour = [255, 255, 255];

function ratio(one: Colour, other: Colour): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** WCAG 2 contrast of two hex colours. */
export function contrast(one: string, other: string): number {
  return ratio(parseHex(one) ?? BLACK, parseHex(other) ?? WHITE);
}

export const isDark = (colour: string): boolean => luminance(parseHex(colour) ?? WHITE) < 0.18;

/** White where it can be read, else black: one of them always reaches 4.5:1. */
export function textOn(colour: string): string {
  return contrast(colour, '#ffffff') >= 4.5 ? '#ffffff' : '#000000';
}

/** `colour`, moved towards black or white only as far as it takes to read it on `background`. */
export function readableOn(background: string, colour: string): string {
  const target = isDark(background) ? WHITE : BLACK;
  const from = parseHex(colour) ?? target;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = from.map((v, i) => v + ((target[i] as number) - v) * share) as unknown as Colour;
    if (contrast(toHex(mixed), background) >= 4.5) return toHex(mixed);
  }
  return toHex(target);
}
