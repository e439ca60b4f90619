export const create = <Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
): HTMLElementTagNameMap[Tag] => document.createElement(tag);

export const createText = (content: string): Text => document.createTextNode(content);
