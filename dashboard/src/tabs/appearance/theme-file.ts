import * as v from 'valibot';
import type { Tokens } from '~/api/types';
import { RANGES } from '~/draft/validate';
import { isColour } from '~/ui/colour';

const colour = v.pipe(
  v.string('must be a hex colour'),
  v.check(isColour, 'must be a hex colour, for example #0f766e'),
  v.toLowerCase(),
);

function number(path: keyof typeof RANGES, isWhole = true) {
  const [least, most] = RANGES[path];
  const rule = `must be ${isWhole ? 'a whole number' : 'a number'} from ${least} to ${most}`;
  const fits = (value: number): boolean =>
    value >= least && value <= most && (!isWhole || Number.isInteger(value));
  return v.pipe(v.number(rule), v.check(fits, rule));
}

const choice = <const T extends readonly string[]>(options: T) =>
  v.picklist(options, `must be one of ${options.join(', ')}`);

const group = <T extends v.ObjectEntries>(entries: T) =>
  v.strictObject(entries, (issue) =>
    issue.expected === 'never' ? 'is not a setting' : 'must be an object',
  );

/** Every setting is optional, but must be valid if it is present. */
const schema = group({
  brand: v.optional(
    v.partial(
      group({
        primary: colour,
        secondary: colour,
        background: colour,
        surface: colour,
        text: colour,
        scheme: choice(['light', 'dark', 'auto']),
      }),
    ),
  ),
  typography: v.optional(
    v.partial(
      group({
        font_family: v.nullable(
          v.pipe(
            v.string('must be a list of font names, or null'),
            v.regex(
              /^[^{};<\\]{1,200}$/,
              'must be a list of font names, for example Inter, sans-serif',
            ),
          ),
        ),
        base_size: number('tokens.typography.base_size'),
        heading_weight: number('tokens.typography.heading_weight'),
        body_weight: number('tokens.typography.body_weight'),
        line_height: number('tokens.typography.line_height', false),
      }),
    ),
  ),
  shape: v.optional(
    v.partial(
      group({
        radius: number('tokens.shape.radius'),
        bubble_radius: number('tokens.shape.bubble_radius'),
        width: number('tokens.shape.width'),
        height: number('tokens.shape.height'),
      }),
    ),
  ),
  layout: v.optional(
    v.partial(
      group({
        position: choice(['bottom-right', 'bottom-left']),
        offset_x: number('tokens.layout.offset_x'),
        offset_y: number('tokens.layout.offset_y'),
        launcher_size: number('tokens.layout.launcher_size'),
        z_index: number('tokens.layout.z_index'),
      }),
    ),
  ),
  motion: v.optional(
    v.partial(
      group({
        style: choice(['none', 'fade', 'slide', 'scale']),
        duration: number('tokens.motion.duration'),
      }),
    ),
  ),
});

export type Import = { tokens: Tokens } | { problems: string[] };

/** Reads an exported file or a part of one. Settings that it leaves out stay unchanged. */
export function readTheme(text: string, current: Tokens): Import {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    return { problems: [`This isn’t valid JSON: ${(cause as Error).message}.`] };
  }
  if (Array.isArray(json)) return { problems: ['The file must contain an object.'] };
  const result = v.safeParse(schema, json);
  if (!result.success) {
    return {
      problems: result.issues.map(
        (issue) => `${v.getDotPath(issue) ?? 'The file'} ${issue.message}.`,
      ),
    };
  }
  const tokens = structuredClone(current) as Record<string, object>;
  for (const [name, part] of Object.entries(result.output)) Object.assign(tokens[name] ?? {}, part);
  return { tokens: tokens as unknown as Tokens };
}
