import { useDraft, useDraftState } from '~/draft/context';
import { same } from '~/draft/diff';
import { textOn } from '~widget/colour';
import { applyPreset, PRESETS, type Preset } from './presets';

export function Presets() {
  const draft = useDraft();
  const tokens = useDraftState(({ settings }) => settings.tokens);
  const apply = (preset: Preset): void => {
    const { settings } = draft.getState();
    const next = { ...settings, tokens: applyPreset(settings.tokens, preset) };
    draft.replace(next, `preset ${preset.name}`);
  };
  return (
    <ul className="grid grid-cols-[repeat(auto-fill,minmax(104px,1fr))] gap-2 @lg:col-span-2">
      {PRESETS.map((preset) => (
        <li key={preset.name}>
          <button
            aria-pressed={same(applyPreset(tokens, preset), tokens)}
            className="w-full rounded-control border border-line p-1 text-left transition-colors duration-120 hover:border-faint aria-pressed:border-accent aria-pressed:ring-1 aria-pressed:ring-accent forced-colors:aria-pressed:border-2 forced-colors:aria-pressed:border-[Highlight]"
            onClick={() => apply(preset)}
            type="button"
          >
            <Swatch preset={preset} />
            <span className="block px-1.5 pt-1 pb-0.5 text-sm">{preset.name}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** A miniature of the widget: header, reply, question. */
function Swatch({ preset: { brand, shape } }: { preset: Preset }) {
  const bubble = shape.bubble_radius / 3;
  return (
    <span
      aria-hidden="true"
      className="block h-14 forced-color-adjust-none overflow-hidden rounded-md border border-line"
      style={{ backgroundColor: brand.background }}
    >
      <span className="flex h-4 items-center px-1.5" style={{ backgroundColor: brand.primary }}>
        <span className="h-1 w-6 rounded" style={{ backgroundColor: textOn(brand.primary) }} />
      </span>
      <span
        className="mt-1.5 ml-1.5 flex h-3 w-3/5 items-center px-1"
        style={{ backgroundColor: brand.surface, borderRadius: bubble }}
      >
        <span className="h-0.5 w-4/5 rounded" style={{ backgroundColor: brand.text }} />
      </span>
      <span
        className="mt-1 mr-1.5 ml-auto block h-3 w-2/5"
        style={{ backgroundColor: brand.primary, borderRadius: bubble }}
      />
    </span>
  );
}
