import type { Settings } from '~/api/types';

/**
 * The editor's tabs, in order. `path` is the last part of the address and the tab's folder in src/tabs. `fields` are the parts of the tenant
 * document that are edited there. A tab without the preview uses its room.
 */
export const TABS = [
  { path: 'appearance', label: 'Appearance', fields: ['tokens'], hasPreview: true },
  {
    path: 'behaviour',
    label: 'Behaviour',
    fields: ['name', 'copy', 'behaviour', 'limits', 'caps', 'paused'],
    hasPreview: true,
  },
  {
    path: 'engines',
    label: 'Prompt & engines',
    fields: ['prompt', 'engines', 'default_engine', 'visitor_engines'],
    hasPreview: true,
  },
  { path: 'keys', label: 'Keys & origins', fields: ['origins'], hasPreview: true },
  { path: 'embed', label: 'Embed', fields: [], hasPreview: true },
  { path: 'conversations', label: 'Conversations', fields: [], hasPreview: false },
  { path: 'usage', label: 'Usage', fields: [], hasPreview: false },
] as const satisfies readonly {
  path: string;
  label: string;
  fields: readonly (keyof Settings)[];
  hasPreview: boolean;
}[];

/** Pages of a tenant beside its tabs. Its menu leads to them. */
export const PAGES = [{ path: 'versions', label: 'Versions', hasPreview: false }] as const;

export type TabPath = (typeof TABS)[number]['path'];

/** The tab on which a field of the tenant document is edited. */
export function tabOf(field: string): TabPath {
  const [group = ''] = field.split('.');
  const tab = TABS.find(({ fields }) => (fields as readonly string[]).includes(group));
  return tab?.path ?? 'behaviour';
}
