import { isDark, readableOn, textOn } from './colour';
import type { Brand, Tokens } from './protocol';

const LIGHT = { background: '#ffffff', surface: '#f2f3f3', text: '#1c1c1a' };
const DARK = { background: '#171918', surface: '#242827', text: '#eceeed' };

/**
 * What is drawn. The owner's palette for the scheme that its background belongs to, a designed one for the other:
 * an owner picks one set of colours, and an inverted one is never what they meant.
 */
export function palette(scheme: 'light' | 'dark', brand: Brand) {
  const dark = scheme === 'dark';
  const base = isDark(brand.background) === dark ? brand : dark ? DARK : LIGHT;
  const { background, surface, text } = base;
  const primary = base === brand ? brand.primary : readableOn(background, brand.primary);
  return {
    scheme,
    primary,
    'on-primary': textOn(primary),
    secondary: brand.secondary,
    background,
    surface,
    text,
    // Links, chips and icons: the brand colour, as far as it can be read.
    accent: readableOn(surface, readableOn(background, primary)),
    danger: readableOn(background, '#c0271c'),
  };
}

const declare = (properties: Record<string, string | number>): string =>
  Object.entries(properties)
    // Nothing that could end a declaration, or call something, may come out of a token.
    .map(([name, value]) => `--bc-${name.replace('_', '-')}:${value}`.replace(/[{}();\\/<>]/g, ''))
    .join(';');

const colours = (scheme: 'light' | 'dark', brand: Brand): string => declare(palette(scheme, brand));

const measured = (name: string, value: string | number): string | number => {
  if (name === 'duration') return `${value}ms`;
  return typeof value === 'string' || /weight|line|index/.test(name) ? value : `${value}px`;
};

/** The design tokens as custom properties on the host, where a page's own rules override them. */
export function tokensToCss({ brand, ...groups }: Tokens, pageFont: string): string {
  const sizes = Object.values(groups).flatMap((group) =>
    Object.entries(group).map(([name, value]) => [name, measured(name, value ?? pageFont)]),
  );
  const { scheme } = brand;
  const first = `${declare(Object.fromEntries(sizes))};${colours(scheme === 'dark' ? scheme : 'light', brand)}`;
  const second = `@media(prefers-color-scheme:dark){:host{${colours('dark', brand)}}}`;
  return `:host{${first}}${scheme === 'auto' ? second : ''}`;
}
