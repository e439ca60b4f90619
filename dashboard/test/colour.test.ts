import { describe, expect, it } from 'vitest';
import { PRESETS } from '~/tabs/appearance/presets';
import { formatContrast, over, toLongHex } from '~/ui/colour';
import { contrast, textOn } from '~widget/colour';

describe('a colour', () => {
  it('is truncated, never rounded up to a pass', () => {
    expect(formatContrast(4.49)).toBe('4.4');
  });

  it('may be short or transparent', () => {
    expect(toLongHex('#0f7')).toBe('#00ff77');
    expect(toLongHex('#0f766e80')).toBe('#0f766e');
    expect(toLongHex('#12')).toBe('#000000');
  });

  it('is blended with what is under it', () => {
    expect(over('#00000080', '#fff')).toBe('#7f7f7f');
    expect(over('#0f766e00', '#123456')).toBe('#123456');
    expect(over('#0f7', '#123456')).toBe('#00ff77');
  });
});

describe.each(PRESETS)('the preset $name', ({ brand }) => {
  it('is readable', () => {
    expect(contrast(brand.text, brand.background)).toBeGreaterThanOrEqual(7);
    expect(contrast(brand.text, brand.surface)).toBeGreaterThanOrEqual(7);
    expect(contrast(textOn(brand.primary), brand.primary)).toBeGreaterThanOrEqual(4.5);
  });
});
