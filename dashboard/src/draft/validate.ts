import type { Settings } from '~/api/types';
import { isColour } from '~/ui/colour';
import type { Path } from './paths';
import { valueAt } from './paths';
import type { Problems } from './problems';
import { checkEngines } from './validate-engines';
import { checkLists } from './validate-lists';

/** Characters at most; `name` alone may not be empty. */
export const LENGTHS = {
  name: 80,
  'copy.title': 60,
  'copy.subtitle': 120,
  'copy.welcome_message': 1000,
  'copy.placeholder': 80,
  'copy.limit_message': 300,
  'copy.privacy_note': 300,
} as const satisfies Partial<Record<Path, number>>;

export const RANGES = {
  'tokens.typography.base_size': [12, 20],
  'tokens.typography.heading_weight': [100, 900],
  'tokens.typography.body_weight': [100, 900],
  'tokens.typography.line_height': [1.2, 2],
  'tokens.shape.radius': [0, 32],
  'tokens.shape.bubble_radius': [0, 32],
  'tokens.shape.width': [280, 640],
  'tokens.shape.height': [360, 900],
  'tokens.layout.offset_x': [0, 200],
  'tokens.layout.offset_y': [0, 200],
  'tokens.layout.launcher_size': [40, 96],
  'tokens.layout.z_index': [0, 2147483647],
  'tokens.motion.duration': [0, 1000],
  'behaviour.history_limit': [0, 50],
  'behaviour.retention_days': [1, 3650],
  'limits.key_per_minute': [1, 1000],
  'limits.session_per_minute': [1, 1000],
  'limits.address_per_minute': [1, 1000],
} as const satisfies Partial<Record<Path, readonly [number, number]>>;

export const NUMBERS = Object.keys(RANGES) as (keyof typeof RANGES)[];

const number = new Intl.NumberFormat('en');

export function problemOfNumber(settings: Settings, path: keyof typeof RANGES): string | null {
  const [least, most] = RANGES[path];
  const value = valueAt(settings, path);
  const isFraction = Number.isInteger(least) && Number.isFinite(value) && value % 1 !== 0;
  if (value >= least && value <= most && !isFraction) return null;
  const kind = isFraction ? 'whole number' : 'number';
  return `Enter a ${kind} from ${number.format(least)} to ${number.format(most)}.`;
}

const COLOURS = ['primary', 'secondary', 'background', 'surface', 'text'] as const;

/** The rules that can be said while somebody types. The server knows all of them and has the last word. */
export function validate(settings: Settings): Problems {
  const problems: Problems = new Map();
  for (const [path, most] of Object.entries(LENGTHS)) {
    const length = [...valueAt(settings, path as keyof typeof LENGTHS)].length;
    if (length > most)
      problems.set(path, `${length - most} characters too long (${most} at most).`);
  }
  if (!settings.name.trim()) problems.set('name', 'Give the tenant a name.');
  for (const path of NUMBERS) {
    const problem = problemOfNumber(settings, path);
    if (problem) problems.set(path, problem);
  }
  for (const name of COLOURS) {
    if (isColour(settings.tokens.brand[name])) continue;
    problems.set(`tokens.brand.${name}`, 'A hex colour, for example #0f766e.');
  }
  const family = settings.tokens.typography.font_family;
  if (family !== null && family !== undefined && !/^[^{};<\\]{1,200}$/.test(family)) {
    const example = 'Font names with commas between, for example Inter, sans-serif.';
    problems.set('tokens.typography.font_family', example);
  }
  const say = (path: string, problem: string): void => {
    if (!problems.has(path)) problems.set(path, problem);
  };
  checkLists(settings, say);
  checkEngines(settings, say);
  return problems;
}
