import { describe, expect, it } from 'vitest';
import { DEFAULT_SETTINGS } from '~/generated/rulebook';
import { applyPreset, PRESETS } from '~/tabs/appearance/presets';
import { readTheme } from '~/tabs/appearance/theme-file';
import document from '../../crates/admin/openapi.json';

describe('the defaults', () => {
  it("are the API's", () => {
    expect(DEFAULT_SETTINGS.tokens).toEqual(
      document.components.schemas.Settings.properties.tokens.default,
    );
  });
});

describe('a preset', () => {
  const under = (name: string, scheme: 'light' | 'dark' | 'auto') => {
    const preset = PRESETS.find((each) => each.name === name);
    if (!preset) throw new Error(`there is no preset ${name}`);
    const brand = { ...DEFAULT_SETTINGS.tokens.brand, scheme };
    return applyPreset({ ...DEFAULT_SETTINGS.tokens, brand }, preset).brand.scheme;
  };

  it('is never hidden by the scheme', () => {
    expect(under('Night', 'auto')).toBe('dark');
    expect(under('Night', 'light')).toBe('dark');
    expect(under('Fern', 'dark')).toBe('auto');
  });

  it('keeps the scheme if its colours are visible', () => {
    expect(under('Fern', 'auto')).toBe('auto');
    expect(under('Fern', 'light')).toBe('light');
  });
});

describe('a theme file', () => {
  const read = (value: unknown) => readTheme(JSON.stringify(value), DEFAULT_SETTINGS.tokens);

  it('imports as it was exported', () => {
    expect(read(DEFAULT_SETTINGS.tokens)).toEqual({ tokens: DEFAULT_SETTINGS.tokens });
  });

  it('can be partial', () => {
    const result = read({ brand: { primary: '#0F766E' }, shape: { radius: 4 } });
    expect(result).toEqual({
      tokens: {
        ...DEFAULT_SETTINGS.tokens,
        brand: { ...DEFAULT_SETTINGS.tokens.brand, primary: '#0f766e' },
        shape: { ...DEFAULT_SETTINGS.tokens.shape, radius: 4 },
      },
    });
  });

  it('is refused with all problems, each with its place', () => {
    const result = read({
      brand: { primary: 'teal' },
      shape: { radius: 40 },
      motion: { style: 'spin' },
      colors: {},
    });
    expect(result).toEqual({
      problems: expect.arrayContaining([
        'brand.primary: Enter a hex colour, for example #0f766e.',
        'shape.radius: Enter a number from 0 to 32.',
        'motion.style: Choose one of none, fade, slide, or scale.',
        'colors: This is not a setting.',
      ]),
    });
  });

  it('that is not JSON says so', () => {
    expect(readTheme('{', DEFAULT_SETTINGS.tokens)).toMatchObject({
      problems: [expect.stringContaining('This isn’t valid JSON')],
    });
    expect(read([])).toMatchObject({
      problems: [expect.stringContaining('must contain a JSON object')],
    });
  });
});
