import { describe, expect, it } from 'vitest';
import { settingsOf } from '~/draft/diff';
import { withValue } from '~/draft/paths';
import { configOf } from '~/preview/config';
import { placement } from '~/preview/stage';
import { tenant } from './settings';

describe("the preview's config", () => {
  const base = tenant();

  it('is exactly what visitors will get', () => {
    const config = configOf(settingsOf(base), base, 'light');
    expect(Object.keys(config).sort()).toEqual(
      ['behaviour', 'copy', 'engines', 'name', 'protocol', 'revision', 'tokens'].sort(),
    );
    expect(config.engines).toEqual([{ name: 'main' }]);
    expect(Object.keys(config.behaviour).sort()).toEqual([
      'history_limit',
      'image_hosts',
      'link_hosts',
      'session',
    ]);
    expect(JSON.stringify(config)).not.toContain(base.prompt);
  });

  it('keeps the stored colour while another is being typed', () => {
    const typing = withValue(settingsOf(base), 'tokens.brand.primary', '#0f7666e');
    expect(configOf(typing, base, 'light').tokens.brand.primary).toBe(base.tokens.brand.primary);
  });

  it.each([4, Number.NaN, 400.5])('keeps the stored number while %s is typed', (typed) => {
    const typing = withValue(settingsOf(base), 'tokens.shape.width', typed);
    expect(configOf(typing, base, 'light').tokens.shape.width).toBe(base.tokens.shape.width);
  });
});

describe("the preview's scheme", () => {
  const base = tenant();
  const schemeOf = (scheme: 'auto' | 'light', system: 'light' | 'dark') =>
    configOf(withValue(settingsOf(base), 'tokens.brand.scheme', scheme), base, system).tokens.brand
      .scheme;

  it('is the simulated system’s if the system decides', () => {
    expect(schemeOf('auto', 'dark')).toBe('dark');
    expect(schemeOf('auto', 'light')).toBe('light');
    expect(schemeOf('light', 'dark')).toBe('light');
  });
});

describe('the stage', () => {
  const widget = { width: 416, height: 704 };

  it('shows a desktop page at its own size if the widget fits', () => {
    expect(placement('desktop', { width: 460, height: 780 }, widget)).toEqual({
      width: 640,
      height: 780,
      scale: 1,
    });
  });

  it('never makes the page so small that the widget turns full-screen', () => {
    const { width, height, scale } = placement('desktop', { width: 328, height: 300 }, widget);
    expect(scale).toBeLessThan(1);
    expect(width).toBeGreaterThan(480);
    expect(height).toBeGreaterThan(420);
  });

  it('shows a whole phone, with its border', () => {
    expect(placement('phone', { width: 400, height: 391 }, widget)).toEqual({
      width: 390,
      height: 780,
      scale: 0.5,
    });
  });
});
