import type { WidgetConfig } from './protocol';

/** What the widget shows where the server's answer leaves something out. */
export const DEFAULT_CONFIG: WidgetConfig = {
  protocol: 1,
  revision: 0,
  name: '',
  copy: {
    title: '',
    subtitle: '',
    welcome_message: '',
    placeholder: '',
    suggestions: [],
    limit_message: '',
    privacy_note: '',
  },
  tokens: {
    brand: {
      primary: '#0f766e',
      secondary: '#1f2937',
      background: '#ffffff',
      surface: '#f1f3f2',
      text: '#171918',
      scheme: 'light',
    },
    typography: {
      font_family: null,
      base_size: 15,
      heading_weight: 600,
      body_weight: 400,
      line_height: 1.5,
    },
    shape: { radius: 16, bubble_radius: 14, width: 384, height: 620 },
    layout: {
      position: 'bottom-right',
      offset_x: 20,
      offset_y: 20,
      launcher_size: 56,
      z_index: 2147483000,
    },
    motion: { style: 'scale', duration: 160 },
  },
  behaviour: { session: 'tab', history_limit: 50, image_hosts: [] },
  engines: [],
};

type Json = Record<string, unknown>;

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function sameKind(fallback: unknown, value: unknown): boolean {
  if (Array.isArray(fallback)) return Array.isArray(value);
  // `null` marks an optional string.
  if (fallback === null) return typeof value === 'string';
  return typeof value === typeof fallback;
}

/** Takes from `value` what has the shape of `fallback`; the rest stays as it was. */
export function withDefaults<T>(fallback: T, value: unknown): T {
  if (!isObject(fallback)) return (sameKind(fallback, value) ? value : fallback) as T;
  const from = isObject(value) ? value : {};
  const merged: Json = {};
  for (const key of Object.keys(fallback)) {
    merged[key] = withDefaults((fallback as Json)[key], from[key]);
  }
  return merged as T;
}
