import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, readableOn, textOn } from '../src/colour';
import type { Tokens } from '../src/protocol';
import { type Surroundings, tokensToCss } from '../src/tokens';
import { config } from './config.mjs';

const colours = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`);

const PAGE: Surroundings = { fontFamily: 'Georgia, serif', colorScheme: 'normal' };

const property = (css: string, name: string): string | undefined =>
  new RegExp(`--bc-${name}:([^;]*);`).exec(css)?.[1];

function tokens(change: (tokens: Tokens) => void): Tokens {
  const copy = config().tokens;
  change(copy);
  return copy;
}

describe('colours', () => {
  it('have the contrasts of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
    expect(contrast('#fff', '#000000ff')).toBeCloseTo(21, 5);
  });

  it('are always readable', () => {
    fc.assert(
      fc.property(colours, colours, (one, other) => {
        expect(contrast(one, textOn(one))).toBeGreaterThanOrEqual(4.5);
        expect(contrast(other, readableOn(other, one))).toBeGreaterThanOrEqual(4.5);
      }),
      { numRuns: 3000 },
    );
  });

  it('stay as they are if they are readable', () => {
    expect(readableOn('#ffffff', '#0f766e')).toBe('#0f766e');
  });
});

describe('tokensToCss', () => {
  it('turns every token into a custom property', () => {
    const css = tokensToCss(config().tokens, PAGE);
    expect(property(css, 'primary')).toBe('#3b5bf6');
    expect(property(css, 'on-primary')).toBe('#ffffff');
    expect(property(css, 'font-family')).toBe('Georgia, serif');
    expect(property(css, 'width')).toBe('380px');
    expect(property(css, 'duration')).toBe('160ms');
    expect(css).not.toContain('undefined');
    expect(css).not.toContain('NaN');
    for (const group of Object.values(config().tokens)) {
      for (const name of Object.keys(group)) {
        expect(css).toContain(`--bc-${name.replaceAll('_', '-')}:`);
      }
    }
  });

  it('needs no change for a new colour or a new length, in any scheme', () => {
    const { brand, shape, ...others } = config().tokens;
    const wider = {
      ...others,
      brand: { ...brand, edge: '#123456', scheme: 'dark' as const },
      shape: { ...shape, chip_radius_min: 3 },
    };
    const css = tokensToCss(wider, PAGE);
    expect(property(css, 'edge')).toBe('#123456');
    expect(property(css, 'chip-radius-min')).toBe('3px');
  });

  it('keeps each token inside its declaration', () => {
    const names = (css: string): string[] =>
      css.split(/[{;}]/).map((part) => part.split(':', 1)[0] ?? '');
    const light = (t: Tokens): void => {
      t.brand.scheme = 'light';
    };
    const safe = names(tokensToCss(tokens(light), PAGE));
    fc.assert(
      fc.property(fc.string(), fc.string(), (font, colour) => {
        const css = tokensToCss(
          tokens((t) => {
            light(t);
            t.typography.font_family = `${font}}*{x:y;background:url(//a)`;
            t.brand.secondary = `${colour};}`;
          }),
          PAGE,
        );
        expect(names(css)).toEqual(safe);
        expect(css).not.toMatch(/[()<>\\/]/);
      }),
    );
  });

  it('uses designed colours for the scheme that the owner did not choose', () => {
    const dark = tokensToCss(
      tokens((t) => {
        t.brand.scheme = 'dark';
      }),
      PAGE,
    );
    expect(property(dark, 'background')).toBe('#171918');
    expect(
      contrast(property(dark, 'primary') ?? '', property(dark, 'background') ?? ''),
    ).toBeGreaterThanOrEqual(4.5);
  });

  it('has a font of its own on a page that chooses none', () => {
    for (const fontFamily of ['"Times New Roman"', 'Times', 'serif']) {
      const css = tokensToCss(config().tokens, { ...PAGE, fontFamily });
      expect(property(css, 'font-family')).toBe('system-ui,sans-serif');
    }
    const chosen = tokensToCss(config().tokens, { ...PAGE, fontFamily: 'Times, serif' });
    expect(property(chosen, 'font-family')).toBe('Times, serif');
  });

  it('follows the page for auto, if the page has settled on a scheme', () => {
    const auto = tokens((t) => {
      t.brand.scheme = 'auto';
    });
    for (const [colorScheme, scheme] of [
      ['dark', 'dark'],
      ['only light', 'light'],
      ['light only', 'light'],
    ] as const) {
      const css = tokensToCss(auto, { ...PAGE, colorScheme });
      expect(css).toContain(`--bc-scheme:${scheme}`);
      expect(css).not.toContain('@media');
    }
    const open = tokensToCss(auto, { ...PAGE, colorScheme: 'light dark' });
    expect(open).toContain('@media(prefers-color-scheme:dark)');
  });

  it('follows the system for auto', () => {
    const css = tokensToCss(
      tokens((t) => {
        t.brand.scheme = 'auto';
      }),
      PAGE,
    );
    expect(css).toContain('@media(prefers-color-scheme:dark)');
    expect(css).toContain('--bc-scheme:light');
    expect(css).toContain('--bc-scheme:dark');
  });
});
