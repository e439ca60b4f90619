import { describe, expect, it } from 'vitest';
import { CLIENTS } from '~/tabs/embed/clients';
import {
  iframeTag,
  moduleCode,
  pinnedTag,
  policyLines,
  reactCode,
  scriptTag,
} from '~/tabs/embed/snippet';

const place = { site: 'https://chat.example', key: 'bc_pk_acme_x' };
const build = { version: '0.1.0', file: 'widget-0.1.0-1a2b3c4d.js', integrity: 'sha384-abc/+=' };

describe('the snippet', () => {
  it('is one line', () => {
    expect(scriptTag(place)).toBe(
      '<script src="https://chat.example/widget.js" data-key="bc_pk_acme_x" async></script>',
    );
  });

  it('has version and hash if it is pinned', () => {
    const tag = pinnedTag(place, build);
    expect(tag).toContain('src="https://chat.example/widget-0.1.0-1a2b3c4d.js"');
    expect(tag).toContain('integrity="sha384-abc/+="');
    expect(tag).toContain('crossorigin="anonymous"');
  });

  it('cannot be broken out of', () => {
    const evil = { ...place, key: '"></script><script>' };
    expect(scriptTag(evil).match(/<script/g)).toHaveLength(1);
    expect(reactCode(evil)).not.toContain('"></script>');
    expect(moduleCode(evil)).toContain(String.raw`"\"></script><script>"`);
  });

  it('has the iframe mode', () => {
    expect(iframeTag(place)).toContain('data-isolation="iframe"');
  });
});

describe('the policy', () => {
  const options = { site: place.site, isBundled: false, isIframe: false, imageHosts: [] };

  it('allows the site, and only what is used', () => {
    expect(policyLines(options)).toEqual([
      'script-src https://chat.example;',
      'connect-src https://chat.example;',
    ]);
    expect(policyLines({ ...options, isBundled: true })).toEqual([
      'connect-src https://chat.example;',
    ]);
  });

  it('adds frames and images if they are used', () => {
    const imageHosts = ['images.example', 'cdn.example'];
    expect(policyLines({ ...options, isIframe: true, imageHosts }).slice(2)).toEqual([
      'frame-src https://chat.example;',
      'img-src https://images.example https://cdn.example;',
    ]);
  });
});

describe('the clients for programs', () => {
  it('are those that the tests run', () => {
    const files = import.meta.glob('../../docs/clients/*', {
      query: '?raw',
      import: 'default',
      eager: true,
    });
    const shown = CLIENTS.map(({ code }) => code);
    expect(shown.toSorted()).toEqual(Object.values(files).toSorted());
  });
});
