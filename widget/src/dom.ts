type Child = Node | string | null | undefined | false;

/** An element whose class is also the part that a page may style, with properties and children. */
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

/** A 24 × 24 line icon; always beside a label, so hidden from screen readers. */
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
  menu: 'M5 12h.01M12 12h.01M19 12h.01',
} as const;

/** A button that says in words what its icon shows. */
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

/** Gives a button of icons another meaning. */
export function relabel(button: HTMLButtonElement, label: string, shape: string): void {
  button.ariaLabel = button.title = label;
  button.replaceChildren(icon(shape));
}
