import { isDark, parseHex, readableOn, textOn } from './colour';
import { DEFAULT_CONFIG } from './defaults';
import type { BrandTokens, Tokens } from './protocol';

type Palette = Pick<BrandTokens, 'primary' | 'secondary' | 'background' | 'surface' | 'text'>;

const LIGHT = { background: '#ffffff', surface: '#f1f3f2', text: '#171918' };
const DARK = { background: '#161817', surface: '#232726', text: '#eceeed' };

/**
 * The owner's palette for the scheme that its background belongs to, a designed one for the other:
 * an owner picks one set of colours, and an inverted one is never what they meant.
 */
function paletteFor(scheme: 'light' | 'dark', brand: BrandTokens): Palette {
  const dark = scheme === 'dark';
  if (isDark(brand.background) === dark) return brand;
  const base = dark ? DARK : LIGHT;
  return {
    ...base,
    primary: readableOn(base.background, brand.primary),
    secondary: dark ? base.text : brand.secondary,
  };
}

function colourProperties(scheme: 'light' | 'dark', brand: BrandTokens): string {
  const { primary, secondary, background, surface, text } = paletteFor(scheme, brand);
  const dark = isDark(background);
  return declare({
    scheme,
    primary,
    'on-primary': textOn(primary),
    secondary,
    'on-secondary': textOn(secondary),
    background,
    surface,
    text,
    // Links, chips and icons: the brand colour, as far as it can be read.
    accent: readableOn(surface, readableOn(background, primary)),
    danger: readableOn(background, dark ? '#ff8a80' : '#b42318'),
    'notice-background': dark ? '#2b2418' : '#fff7e5',
    'notice-text': dark ? '#f2dcae' : '#6b4e00',
  });
}

const declare = (properties: Record<string, string | number>): string =>
  Object.entries(properties)
    .map(([name, value]) => `--bc-${name}:${value};`)
    .join('');

const px = (value: number, least: number, most: number): string => `${clamp(value, least, most)}px`;

const clamp = (value: number, least: number, most: number): number =>
  Math.min(most, Math.max(least, Number(value) || 0));

/** Nothing that could end a declaration, or call something, may come out of a token. */
const family = (name: string | null): string =>
  name?.replace(/[^\w\s,'"\u0080-\uffff-]/g, '') || 'system-ui, sans-serif';

function validColours(brand: BrandTokens): BrandTokens {
  const valid = { ...brand };
  for (const name of ['primary', 'secondary', 'background', 'surface', 'text'] as const) {
    if (!parseHex(valid[name])) valid[name] = DEFAULT_CONFIG.tokens.brand[name];
  }
  return valid;
}

/** The design tokens as custom properties on the host, where a page's own rules override them. */
export function tokensToCss(tokens: Tokens, pageFont: string): string {
  const { typography: type, shape, layout, motion } = tokens;
  const brand = validColours(tokens.brand);
  const sizes = declare({
    font: family(type.font_family ?? pageFont),
    'font-size': px(type.base_size, 12, 20),
    'heading-weight': clamp(type.heading_weight, 100, 900),
    'body-weight': clamp(type.body_weight, 100, 900),
    'line-height': clamp(type.line_height, 1.2, 2),
    radius: px(shape.radius, 0, 32),
    'bubble-radius': px(shape.bubble_radius, 0, 32),
    width: px(shape.width, 280, 640),
    height: px(shape.height, 360, 900),
    'offset-x': px(layout.offset_x, 0, 200),
    'offset-y': px(layout.offset_y, 0, 200),
    'launcher-size': px(layout.launcher_size, 40, 96),
    'z-index': clamp(layout.z_index, 0, 2147483647),
    duration: `${clamp(motion.duration, 0, 1000)}ms`,
  });
  const first = colourProperties(brand.scheme === 'dark' ? 'dark' : 'light', brand);
  const second =
    brand.scheme === 'auto'
      ? `@media(prefers-color-scheme:dark){:host{${colourProperties('dark', brand)}}}`
      : '';
  return `:host{${sizes}${first}}${second}`;
}
