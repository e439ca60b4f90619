import type { Tokens } from '~/api/types';
import type { Contrast } from '~/ui/ColourField';
import { alphaOf, over } from '~/ui/colour';
import { contrast, isDark } from '~widget/colour';
import { palette } from '~widget/tokens';

type Brand = Tokens['brand'];
type Scheme = 'light' | 'dark';

/** The assumed colour of the page under the widget. It matters only for transparent colours. */
const PAGE = '#ffffff';

/** The minimum contrast for WCAG AA, for text and for graphics that must be visible. */
const TEXT = 4.5;
const GRAPHIC = 3;

/** Who sees the owner's background, surface and text. */
export type Audience = 'everybody' | 'light systems' | 'dark systems' | 'nobody';

export const ownScheme = ({ background }: Brand): Scheme => (isDark(background) ? 'dark' : 'light');

export function audienceOf(brand: Brand): Audience {
  const own = ownScheme(brand);
  if (brand.scheme === 'auto') return `${own} systems`;
  return brand.scheme === own ? 'everybody' : 'nobody';
}

/** How the widget adapts the colours to the chosen scheme. */
export function explainScheme(brand: Brand): string {
  const own = ownScheme(brand);
  const [other, change] = own === 'light' ? ['dark', 'lighter'] : ['light', 'darker'];
  const version = `a ${other} version, with a ${other} background and surface, matching text, and a primary colour made ${change} if necessary`;
  const audience = audienceOf(brand);
  if (audience === 'everybody') return 'Every visitor gets these colours.';
  if (audience === 'nobody') return `Every visitor gets ${version}.`;
  return `Visitors with a ${own} system get these colours. Those with a ${other} one get ${version}.`;
}

/** What a scheme looks like: the widget's own palette, with each colour on what lies under it. */
function drawn(scheme: Scheme, brand: Brand) {
  const colours = palette(scheme, brand);
  const background = over(colours.background, PAGE);
  const on = (colour: string): string => over(colour, background);
  const [surface, primary] = [on(colours.surface), on(colours.primary)];
  return { ...colours, background, surface, primary, secondary: on(colours.secondary) };
}

const schemesOf = ({ scheme }: Brand): Scheme[] =>
  scheme === 'auto' ? ['light', 'dark'] : [scheme];

const worst = (verdicts: Contrast[]): Contrast | null =>
  verdicts.toSorted((one, other) => one.ratio - other.ratio)[0] ?? null;

function mend(colour: string, ground: string, least: number): string {
  if (alphaOf(colour) < 1 && contrast(colour, ground) >= least) return 'Make it opaque.';
  return `Choose a ${isDark(ground) ? 'lighter' : 'darker'} colour.`;
}

/** The contrast of the widget's text on the header, the launcher and the visitor's messages. */
export function contrastOfPrimary(brand: Brand): Contrast | null {
  return worst(
    schemesOf(brand).map((scheme) => {
      const { primary, 'on-primary': text } = drawn(scheme, brand);
      const verdict = { ratio: contrast(text, primary), where: 'with its text' };
      if (verdict.ratio >= TEXT) return verdict;
      // The text colour is chosen for contrast with the opaque colour, so only transparency can be the cause.
      return { ...verdict, advice: 'Its text is hard to read. Make the colour opaque.' };
    }),
  );
}

/** Null if nobody sees the owner's text colour. */
export function contrastOfText(brand: Brand): Contrast | null {
  if (audienceOf(brand) === 'nobody') return null;
  const { text, background, surface } = drawn(ownScheme(brand), brand);
  const read = (ground: string, where: string): Contrast => {
    const verdict = { ratio: contrast(over(text, ground), ground), where };
    if (verdict.ratio >= TEXT) return verdict;
    return { ...verdict, advice: `Hard to read ${where}. ${mend(text, ground, TEXT)}` };
  };
  return worst([read(background, 'on background'), read(surface, 'on surface')]);
}

/** The contrast of the launcher's dot, which has a ring in the background colour. Null if one of the two stands out, because the dot is visible then. */
export function contrastOfSecondary(brand: Brand): Contrast | null {
  const unseen = schemesOf(brand).flatMap((scheme): Contrast[] => {
    const { secondary, background, primary } = drawn(scheme, brand);
    const ratio = contrast(secondary, background);
    if (Math.max(ratio, contrast(background, primary)) >= GRAPHIC) return [];
    const advice = `The dot is hard to see. ${mend(brand.secondary, background, GRAPHIC)}`;
    return [{ ratio, where: 'on background', advice }];
  });
  return worst(unseen);
}
