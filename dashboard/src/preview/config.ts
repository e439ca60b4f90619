import type { Settings, TenantDocument, WidgetConfig } from '~/api/types';
import { NUMBER_PATHS, problemOf } from '~/draft/bounds';
import { valueAt, withValue } from '~/draft/paths';
import { PROTOCOL } from '~/generated/rulebook';
import { isColour } from '~/ui/colour';

const PAGE_FONT = 'system-ui, sans-serif';

/** The colour scheme that visitors' systems prefer. */
export type System = 'light' | 'dark';

/** What `GET /v1/widget/config` will return once the draft is saved, except that the preview can show either system scheme. */
export function configOf(settings: Settings, base: TenantDocument, system: System): WidgetConfig {
  const { name, copy, tokens, behaviour, visitor_engines: engines } = withNumbers(settings, base);
  const brand = validBrand(tokens.brand, base.tokens.brand);
  const { session, history_limit, image_hosts, link_hosts } = behaviour;
  return {
    protocol: PROTOCOL,
    revision: base.revision,
    name,
    // A suggestion that is still empty is not a button.
    copy: { ...copy, suggestions: copy.suggestions.filter(Boolean) },
    tokens: {
      ...tokens,
      brand: { ...brand, scheme: brand.scheme === 'auto' ? system : brand.scheme },
      // The frame's page has no font to match. Most sites use a sans serif.
      typography: { ...tokens.typography, font_family: tokens.typography.font_family ?? PAGE_FONT },
    },
    behaviour: { session, history_limit, image_hosts, link_hosts },
    engines: engines.map((engine) => ({ name: engine })),
  };
}

/** While an invalid number is being typed, the stored one applies. */
function withNumbers(settings: Settings, stored: TenantDocument): Settings {
  return NUMBER_PATHS.filter((path) => problemOf(valueAt(settings, path), path)).reduce(
    (valid, path) => withValue(valid, path, valueAt(stored, path)),
    settings,
  );
}

type Brand = Settings['tokens']['brand'];

/** While an invalid colour is being typed, the stored one applies. */
export function validBrand(brand: Brand, stored: Brand): Brand {
  const valid = { ...brand };
  for (const name of ['primary', 'secondary', 'background', 'surface', 'text'] as const) {
    if (!isColour(valid[name])) valid[name] = stored[name];
  }
  return valid;
}
