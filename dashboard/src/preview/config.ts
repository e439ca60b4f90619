import type { Settings, TenantDocument, WidgetConfig } from '~/api/types';
import { valueAt, withValue } from '~/draft/paths';
import { NUMBERS, problemOfNumber } from '~/draft/validate';
import { isColour } from '~/ui/colour';

const PROTOCOL = 1;
const PAGE_FONT = 'system-ui, sans-serif';

/** What visitors' systems prefer. */
export type System = 'light' | 'dark';

/** What `GET /v1/widget/config` will answer once the draft is saved, but for a scheme that is the system's: the preview shows either. */
export function configOf(settings: Settings, base: TenantDocument, system: System): WidgetConfig {
  const { name, copy, tokens, behaviour, visitor_engines: engines } = withNumbers(settings, base);
  const brand = validBrand(tokens.brand, base.tokens.brand);
  const { session, history_limit, image_hosts } = behaviour;
  return {
    protocol: PROTOCOL,
    revision: base.revision,
    name,
    // A question that is not written yet is no button.
    copy: { ...copy, suggestions: copy.suggestions.filter(Boolean) },
    tokens: {
      ...tokens,
      brand: { ...brand, scheme: brand.scheme === 'auto' ? system : brand.scheme },
      // The frame's page has no style of its own to match; most sites have a sans serif.
      typography: { ...tokens.typography, font_family: tokens.typography.font_family ?? PAGE_FONT },
    },
    behaviour: { session, history_limit, image_hosts },
    engines: engines.map((engine) => ({ name: engine })),
  };
}

/** A number that is being typed is the stored one until it is one. */
function withNumbers(settings: Settings, stored: TenantDocument): Settings {
  return NUMBERS.filter((path) => problemOfNumber(settings, path)).reduce(
    (valid, path) => withValue(valid, path, valueAt(stored, path)),
    settings,
  );
}

type Brand = Settings['tokens']['brand'];

/** A colour that is being typed is the stored one until it is one. */
export function validBrand(brand: Brand, stored: Brand): Brand {
  const valid = { ...brand };
  for (const name of ['primary', 'secondary', 'background', 'surface', 'text'] as const) {
    if (!isColour(valid[name])) valid[name] = stored[name];
  }
  return valid;
}
