/** The editor's tabs, in their order. `path` is the last part of the address; routes.tsx says which file each is. */
export const TABS = [
  { path: 'appearance', label: 'Appearance' },
  { path: 'behaviour', label: 'Behaviour' },
  { path: 'engines', label: 'Prompt & engines' },
  { path: 'keys', label: 'Keys & origins' },
  { path: 'embed', label: 'Embed' },
  { path: 'conversations', label: 'Conversations' },
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
