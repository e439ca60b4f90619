/**
 * The editor's tabs, in order. `path` is the last part of the address; routes.tsx maps each to its file. A tab without the preview uses its
 * room.
 */
export const TABS = [
  { path: 'appearance', label: 'Appearance', hasPreview: true },
  { path: 'behaviour', label: 'Behaviour', hasPreview: true },
  { path: 'engines', label: 'Prompt & engines', hasPreview: true },
  { path: 'keys', label: 'Keys & origins', hasPreview: true },
  { path: 'embed', label: 'Embed', hasPreview: true },
  { path: 'conversations', label: 'Conversations', hasPreview: false },
] as const;

export type TabPath = (typeof TABS)[number]['path'];

/** The tab on which a field of the tenant document is edited. */
export function tabOf(field: string): TabPath {
  const [group] = field.split('.');
  if (group === 'tokens') return 'appearance';
  if (group === 'origins') return 'keys';
  return /^(prompt|engines|default_engine|visitor_engines)$/.test(group ?? '')
    ? 'engines'
    : 'behaviour';
}
