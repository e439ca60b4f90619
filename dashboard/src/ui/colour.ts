type Channels = readonly [number, number, number];

export function parseHex(text: string): Channels | null {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text.trim())?.[1];
  if (!digits) return null;
  const long = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const channel = (at: number): number => Number.parseInt(long.slice(at, at + 2), 16);
  return [channel(0), channel(2), channel(4)];
}

/** `#rrggbb`, the only form that a native colour input takes. */
export function toLongHex(text: string): string {
  const channels = parseHex(text) ?? [0, 0, 0];
  return `#${channels.map((value) => value.toString(16).padStart(2, '0')).join('')}`;
}

/** WCAG 2 relative luminance. */
function luminance(channels: Channels): number {
  const linear = channels.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = linear;
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** WCAG 2 contrast of two hex colours, 1–21; null where one is none. */
export function contrast(one: string, other: string): number | null {
  const [first, second] = [parseHex(one), parseHex(other)];
  if (!first || !second) return null;
  const [dark, light] = [luminance(first), luminance(second)].sort((a, b) => a - b) as [
    number,
    number,
  ];
  return (light + 0.05) / (dark + 0.05);
}

/** White where it can be read, else black, as the widget picks it. */
export function textOn(colour: string): string {
  return (contrast(colour, '#ffffff') ?? 1) >= 4.5 ? '#ffffff' : '#000000';
}

/** Contrast as it is quoted: cut and not rounded, so that 4.49 never reads as 4.5. */
export function formatContrast(ratio: number): string {
  return (Math.floor(ratio * 10) / 10).toFixed(1);
}
