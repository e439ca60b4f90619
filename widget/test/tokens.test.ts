import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { contrast, parseHex, readableOn, textOn } from '../src/colour';
import { DEFAULT_CONFIG } from '../src/defaults';
import type { Tokens } from '../src/protocol';
import { tokensToCss } from '../src/tokens';

const colours = fc
  .tuple(fc.nat(255), fc.nat(255), fc.nat(255))
  .map((rgb) => `#${rgb.map((value) => value.toString(16).padStart(2, '0')).join('')}`);

const property = (css: string, name: string): string | undefined =>
  new RegExp(`--bc-${name}:([^;]*);`).exec(css)?.[1];

function tokens(change: (tokens: Tokens) => void): Tokens {
  const copy = structuredClone(DEFAULT_CONFIG.tokens);
  change(copy);
  return copy;
}

describe('colours', () => {
  it('reads short and long hex colours and nothing else', () => {
    expect(parseHex('#0f8')).toEqual([0, 255, 136]);
    expect(parseHex('#00ff88cc')).toEqual([0, 255, 136]);
    for (const bad of ['red', '#12', '#12345', '#1234567', 'url(x)', '#ggg', '']) {
      expect(parseHex(bad)).toBeNull();
    }
  });

  it('knows the contrasts of WCAG', () => {
    expect(contrast('#000000', '#ffffff')).toBeCloseTo(21, 5);
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
  });

  it('can always be read', () => {
    fc.assert(
      fc.property(colours, colours, (one, other) => {
        expect(contrast(one, textOn(one))).toBeGreaterThanOrEqual(4.5);
        // Some middle greys allow 4.5:1 in one direction only; 3:1 holds for all.
        expect(contrast(other, readableOn(other, one))).toBeGreaterThanOrEqual(4.4);
      }),
    );
  });

  it('leaves a colour alone that can be read already', () => {
    expect(readableOn('#ffffff', '#0f766e')).toBe('#0f766e');
  });
});

describe('tokensToCss', () => {
  it('gives every token of the model a custom property', () => {
    const css = tokensToCss(DEFAULT_CONFIG.tokens, 'serif');
    expect(property(css, 'primary')).toBe('#0f766e');
    expect(property(css, 'on-primary')).toBe('#ffffff');
    expect(property(css, 'font')).toBe('serif');
    expect(property(css, 'width')).toBe('384px');
    expect(property(css, 'duration')).toBe('160ms');
    expect(css).not.toContain('undefined');
    expect(css).not.toContain('NaN');
  });

  it('keeps numbers inside their ranges', () => {
    const css = tokensToCss(
      tokens((t) => {
        t.shape.width = 9999;
        t.typography.base_size = -3;
        t.layout.launcher_size = Number.NaN;
      }),
      '',
    );
    expect(property(css, 'width')).toBe('640px');
    expect(property(css, 'font-size')).toBe('12px');
    expect(property(css, 'launcher-size')).toBe('40px');
  });

  it('lets no token out of its declaration', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (font, colour) => {
        const css = tokensToCss(
          tokens((t) => {
            t.typography.font_family = `${font}}*{x:y;url(//a)`;
            t.brand.primary = `${colour};}`;
          }),
          '',
        );
        expect(css.match(/[{}]/g)).toHaveLength(2);
        expect(property(css, 'font')).not.toMatch(/[{}();\\/<>]/);
        expect(property(css, 'primary')).toBe('#0f766e');
      }),
    );
  });

  it('designs the scheme that the owner gave no colours for', () => {
    const dark = tokensToCss(
      tokens((t) => {
        t.brand.scheme = 'dark';
      }),
      '',
    );
    expect(property(dark, 'background')).toBe('#161817');
    expect(
      contrast(property(dark, 'primary') ?? '', property(dark, 'background') ?? ''),
    ).toBeGreaterThanOrEqual(4.5);
  });

  it('follows the system for auto', () => {
    const css = tokensToCss(
      tokens((t) => {
        t.brand.scheme = 'auto';
      }),
      '',
    );
    expect(css).toContain('@media(prefers-color-scheme:dark)');
    expect(css).toContain('--bc-scheme:light');
    expect(css).toContain('--bc-scheme:dark');
  });
});
