import { h } from '../dom';

/** Shows a dot at the launcher for a reply that arrived while the panel was closed. */
export function remind(root: ParentNode | null): void {
  const launcher = root?.querySelector('.launcher');
  if (launcher?.ariaExpanded === 'false') launcher.append(h('span', 'badge'));
}
