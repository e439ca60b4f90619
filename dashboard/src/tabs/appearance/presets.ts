import type { Tokens } from '~/api/types';
import { isDark } from '~widget/colour';

type Brand = Tokens['brand'];

export interface Preset {
  name: string;
  brand: Omit<Brand, 'scheme'>;
  /** The parts of a look other than colours. */
  shape: Pick<Tokens['shape'], 'radius' | 'bubble_radius'>;
  font_family: string | null;
}

const palette = (
  primary: string,
  secondary: string,
  background: string,
  surface: string,
  text: string,
) => ({
  primary,
  secondary,
  background,
  surface,
  text,
});

/** Each has a contrast of at least 4.5:1 for text on background and surface and for the widget's text on the primary colour. */
export const PRESETS: readonly Preset[] = [
  {
    name: 'Harbour',
    brand: palette('#3b5bf6', '#f2c14e', '#ffffff', '#f2f3f3', '#1c1c1a'),
    shape: { radius: 18, bubble_radius: 14 },
    font_family: null,
  },
  {
    name: 'Fern',
    brand: palette('#0f766e', '#f2c14e', '#ffffff', '#f1f3f2', '#171918'),
    shape: { radius: 18, bubble_radius: 14 },
    font_family: null,
  },
  {
    name: 'Terracotta',
    brand: palette('#b4522e', '#2f4858', '#fffdfa', '#f6f0ea', '#2a211c'),
    shape: { radius: 12, bubble_radius: 10 },
    font_family: 'Georgia, serif',
  },
  {
    name: 'Violet',
    brand: palette('#6b46c9', '#f59e7a', '#ffffff', '#f4f2f9', '#1f1a2c'),
    shape: { radius: 24, bubble_radius: 20 },
    font_family: null,
  },
  {
    name: 'Ink',
    brand: palette('#1c1c1a', '#8a8a83', '#ffffff', '#f3f3f1', '#1c1c1a'),
    shape: { radius: 4, bubble_radius: 4 },
    font_family: null,
  },
  {
    name: 'Rose',
    brand: palette('#be2d5d', '#f4b6c2', '#fffafb', '#f9eef1', '#2b1a20'),
    shape: { radius: 28, bubble_radius: 22 },
    font_family: null,
  },
  {
    name: 'Night',
    brand: palette('#2cb1a5', '#e9c46a', '#161817', '#232726', '#eceeed'),
    shape: { radius: 18, bubble_radius: 14 },
    font_family: null,
  },
  {
    name: 'Slate',
    brand: palette('#3d5a80', '#ee6c4d', '#fbfcfd', '#eef2f6', '#1d2733'),
    shape: { radius: 8, bubble_radius: 8 },
    font_family: null,
  },
];

/** Under the other scheme, the preset's colours would not be visible. */
function schemeFor(background: string, current: Brand['scheme']): Brand['scheme'] {
  if (isDark(background)) return 'dark';
  return current === 'dark' ? 'auto' : current;
}

export function applyPreset(tokens: Tokens, { brand, shape, font_family }: Preset): Tokens {
  return {
    ...tokens,
    brand: { ...brand, scheme: schemeFor(brand.background, tokens.brand.scheme) },
    typography: { ...tokens.typography, font_family },
    shape: { ...tokens.shape, ...shape },
  };
}
