import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '~/generated/rulebook';
import {
  audienceOf,
  contrastOfPrimary,
  contrastOfSecondary,
  contrastOfText,
  explainScheme,
} from '~/tabs/appearance/drawn';
import { PRESETS } from '~/tabs/appearance/presets';

const brand = (change: Partial<typeof DEFAULT_SETTINGS.tokens.brand> = {}) => ({
  ...DEFAULT_SETTINGS.tokens.brand,
  ...change,
});

describe('the contrast of the text', () => {
  it('is the lower one of its two backgrounds', () => {
    const onBackground = contrastOfText(brand({ background: '#777777', scheme: 'auto' }));
    expect(onBackground).toMatchObject({ where: 'on background' });
    expect(onBackground?.advice).toContain('Hard to read on background. Choose a');
    expect(contrastOfText(brand())?.where).toBe('on surface');
    expect(contrastOfText(brand())?.advice).toBeUndefined();
  });

  it('accounts for what shows through', () => {
    const text = contrastOfText(brand({ text: '#1c1c1a40' }));
    expect(text?.ratio).toBeLessThan(2);
    expect(text?.advice).toBe('Hard to read on surface. Make it opaque.');
    // Black at an eighth of its opacity on white: the panel looks light, although the colour itself is black.
    expect(contrastOfText(brand({ surface: '#00000020' }))?.ratio).toBeGreaterThan(10);
  });

  it('says in which direction to change the colour', () => {
    expect(contrastOfText(brand({ text: '#999999' }))?.advice).toContain('Choose a darker colour.');
    const night = { background: '#161817', surface: '#232726', text: '#555555' };
    expect(contrastOfText(brand(night))?.advice).toContain('Choose a lighter colour.');
  });

  it('is not reported if nobody sees it', () => {
    expect(contrastOfText(brand({ scheme: 'dark', text: '#ffffff' }))).toBeNull();
  });
});

describe('the contrast of the primary colour', () => {
  it('is that of the widget’s text on it', () => {
    expect(contrastOfPrimary(brand({ primary: '#0f766e', scheme: 'light' }))).toEqual({
      ratio: expect.closeTo(5.47, 2),
      where: 'with its text',
    });
  });

  it('is the lowest of the schemes that visitors get', () => {
    // In the dark version it is made lighter, with black text on it.
    const [light, dark] = (['light', 'dark'] as const).map(
      (scheme) => contrastOfPrimary(brand({ primary: '#0b3b37', scheme }))?.ratio ?? 0,
    );
    const both = contrastOfPrimary(brand({ primary: '#0b3b37', scheme: 'auto' }))?.ratio;
    expect(light).not.toBeCloseTo(dark ?? 0, 1);
    expect(both).toBe(Math.min(light ?? 0, dark ?? 0));
  });

  it('warns of transparency', () => {
    const primary = contrastOfPrimary(brand({ primary: '#0f766e10' }));
    expect(primary?.ratio).toBeLessThan(1.2);
    expect(primary?.advice).toContain('Make the colour opaque.');
  });
});

describe('the contrast of the secondary colour', () => {
  it('is ignored if the dot’s ring makes it visible', () => {
    expect(contrastOfSecondary(brand())).toBeNull();
  });

  it('matters on a launcher that looks like the page', () => {
    const pale = { primary: '#eeeeee', scheme: 'light' } as const;
    expect(contrastOfSecondary(brand(pale))?.advice).toBe(
      'The dot is hard to see. Choose a darker colour.',
    );
    expect(contrastOfSecondary(brand({ ...pale, secondary: '#c0271c' }))).toBeNull();
  });
});

describe('the schemes', () => {
  it('have the right audience', () => {
    const night = { background: '#161817', surface: '#232726', text: '#eceeed' };
    expect(audienceOf(brand())).toBe('light systems');
    expect(audienceOf(brand(night))).toBe('dark systems');
    expect(audienceOf(brand({ scheme: 'light' }))).toBe('everybody');
    expect(audienceOf(brand({ ...night, scheme: 'light' }))).toBe('nobody');
    expect(explainScheme(brand())).toContain('Those with a dark one get a dark version');
    expect(explainScheme(brand({ ...night, scheme: 'light' }))).toContain('a light version');
  });
});

describe.each(PRESETS)('the preset $name', (preset) => {
  it('causes no warning', () => {
    const colours = brand(preset.brand);
    for (const contrast of [contrastOfPrimary, contrastOfSecondary, contrastOfText]) {
      expect(contrast(colours)?.advice).toBeUndefined();
    }
  });
});
