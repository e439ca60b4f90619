import type { Tokens } from '~/api/types';
import { useDraftState } from '~/draft/context';
import { validBrand } from '~/preview/config';
import { DraftColour, DraftSegmented } from '~/tenant/fields';
import { Section } from '~/tenant/Section';
import { optionsFrom } from '~/ui/Select';
import {
  audienceOf,
  contrastOfPrimary,
  contrastOfSecondary,
  contrastOfText,
  explainScheme,
} from './drawn';

const SCHEMES = optionsFrom<Tokens['brand']['scheme']>({
  light: 'Light',
  dark: 'Dark',
  auto: 'Auto',
});

/** Who sees a colour; follows what the colour is for. */
const SEEN = {
  everybody: '.',
  'light systems': ', on light systems.',
  'dark systems': ', on dark systems.',
  nobody: '. Not used: see Scheme.',
} as const;

export function Brand() {
  const draft = useDraftState(({ settings }) => settings.tokens.brand);
  const stored = useDraftState(({ base }) => base.tokens.brand);
  const brand = validBrand(draft, stored);
  const seen = SEEN[audienceOf(brand)];
  return (
    <Section help="The widget chooses the text colour on each of them for contrast." title="Brand">
      <DraftColour
        contrast={contrastOfPrimary(brand)}
        help="Header, launcher and the visitor’s messages."
        label="Primary"
        path="tokens.brand.primary"
      />
      <DraftColour
        contrast={contrastOfSecondary(brand)}
        help="The dot on the launcher that announces a reply."
        label="Secondary"
        path="tokens.brand.secondary"
      />
      <DraftColour help={`The panel${seen}`} label="Background" path="tokens.brand.background" />
      <DraftColour help={`The replies${seen}`} label="Surface" path="tokens.brand.surface" />
      <DraftColour
        contrast={contrastOfText(brand)}
        help={`Text on background and surface${seen}`}
        label="Text"
        path="tokens.brand.text"
      />
      <DraftSegmented help={explainScheme(brand)} options={SCHEMES} path="tokens.brand.scheme" />
    </Section>
  );
}
