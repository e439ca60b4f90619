type Child = Node | string | null | undefined | false;

/** Creates an element with properties and children. Its class is also the part that pages can style. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  name = '',
  properties: Partial<HTMLElementTagNameMap[Tag]> = {},
  ...children: Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  if (name) {
    element.className = name;
    element.setAttribute('part', name);
  }
  for (const child of children) if (child) element.append(child);
  return Object.assign(element, properties);
}

/** A 24 × 24 line icon, hidden from screen readers: there is always a label. */
export function icon(shape: string): SVGElement {
  const draw = (tag: string, name: string, value: string): SVGElement => {
    const element = document.createElementNS('http://www.w3.org/2000/svg', tag);
    element.setAttribute(name, value);
    return element as SVGElement;
  };
  const svg = draw('svg', 'viewBox', '0 0 24 24');
  svg.ariaHidden = 'true';
  svg.append(draw('path', 'd', shape));
  return svg;
}

export const ICONS = {
  chat: 'M4 5h16v11H11l-5 4v-4H4z',
  close: 'M6 6l12 12M18 6L6 18',
  latest: 'M6 9l6 6 6-6',
  send: 'M12 19V5M6 11l6-6 6 6',
  stop: 'M8 8h8v8H8z',
} as const;

/** A button with an icon, and a label that says what the icon shows. */
export function iconButton(
  name: string,
  label: string,
  shape: string,
  properties: Partial<HTMLButtonElement> = {},
): HTMLButtonElement {
  const button = h('button', `icon ${name}`, { type: 'button', ...properties });
  relabel(button, label, shape);
  return button;
}

/** Gives an icon button another meaning. */
export function relabel(button: HTMLButtonElement, label: string, shape: string): void {
  button.ariaLabel = button.title = label;
  button.replaceChildren(icon(shape));
}
