import { describe, expect, it } from 'vitest';
import { PRESETS } from '~/tabs/appearance/presets';
import { contrast, formatContrast, textOn, toLongHex } from '~/ui/colour';

describe('contrast', () => {
  it('is WCAG 2', () => {
    expect(contrast('#000', '#ffffff')).toBe(21);
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2);
    expect(contrast('#12', '#ffffff')).toBeNull();
  });

  it('is cut, never rounded up to a pass', () => {
    expect(formatContrast(4.49)).toBe('4.4');
  });

  it('knows short and transparent colours', () => {
    expect(toLongHex('#0f7')).toBe('#00ff77');
    expect(toLongHex('#0f766e80')).toBe('#0f766e');
  });
});

describe.each(PRESETS)('the preset $name', ({ brand }) => {
  it('can be read', () => {
    expect(contrast(brand.text, brand.background)).toBeGreaterThanOrEqual(7);
    expect(contrast(brand.text, brand.surface)).toBeGreaterThanOrEqual(7);
    expect(contrast(textOn(brand.primary), brand.primary)).toBeGreaterThanOrEqual(4.5);
  });
});
