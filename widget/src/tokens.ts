import { isDark, readableOn, textOn } from './colour';
import type { Brand, Tokens } from './protocol';

const LIGHT = { background: '#ffffff', surface: '#f2f3f3', text: '#1c1c1a' };
const DARK = { background: '#171918', surface: '#242827', text: '#eceeed' };

/**
 * The units of the tokens that are not in px: the only thing that the widget must be told of a new token. All tokens
 * become custom properties (`base_size` is `--bc-base-size`), which the style sheets use.
 */
const UNITS: Record<string, string> = {
  heading_weight: '',
  body_weight: '',
  line_height: '',
  z_index: '',
  duration: 'ms',
};

/**
 * The colours as drawn: the owner's for the scheme that their background belongs to, designed ones for the other. An
 * owner picks one set of colours, and inverting it is never what they meant.
 */
export function palette(scheme: 'light' | 'dark', brand: Brand) {
  const dark = scheme === 'dark';
  const designed = dark ? DARK : LIGHT;
  const base = isDark(brand.background) === dark ? brand : designed;
  const { background, surface } = base;
  const primary = base === brand ? brand.primary : readableOn(background, brand.primary);
  return {
    ...brand,
    ...base,
    scheme,
    primary,
    'on-primary': textOn(primary),
    // Links, chips and icons: the brand colour, made readable.
    accent: readableOn(surface, readableOn(background, primary)),
    danger: readableOn(background, '#c0271c'),
  };
}

const declare = (properties: Record<string, string | number>): string =>
  Object.entries(properties)
    // No token may end its declaration or call a function.
    .map(([name, value]) =>
      `--bc-${name.replaceAll('_', '-')}:${value}`.replace(/[{}();\\/<>]/g, ''),
    )
    .join(';');

const colours = (scheme: 'light' | 'dark', brand: Brand): string => declare(palette(scheme, brand));

const measured = (name: string, value: string | number): string | number =>
  typeof value === 'string' ? value : value + (UNITS[name] ?? 'px');

/** The font of a page that chooses none. */
const UNSTYLED = /^"?(Times( New Roman)?|serif)"?$/;

/** The scheme that a page's `color-scheme` settles on. The system decides for a page that has both or says nothing. */
function settled(pageScheme: string): string | undefined {
  const [word, other] = pageScheme.match(/dark|light/g) ?? [];
  return other ? undefined : word;
}

/** What the widget adopts from the page around it. */
export type Surroundings = Pick<CSSStyleDeclaration, 'fontFamily' | 'colorScheme'>;

/** The design tokens as custom properties on the host, where a page's own rules can override them. */
export function tokensToCss({ brand, ...groups }: Tokens, page: Surroundings): string {
  const font = UNSTYLED.test(page.fontFamily) ? 'system-ui,sans-serif' : page.fontFamily;
  const sizes = Object.values(groups).flatMap((group) =>
    Object.entries(group).map(([name, value]) => [name, measured(name, value ?? font)]),
  );
  const scheme = brand.scheme === 'auto' ? settled(page.colorScheme) : brand.scheme;
  const first = `:host{${declare(Object.fromEntries(sizes))};${colours(scheme === 'dark' ? scheme : 'light', brand)}}`;
  if (scheme) return first;
  return `${first}@media(prefers-color-scheme:dark){:host{${colours('dark', brand)}}}`;
}
