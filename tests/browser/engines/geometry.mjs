// Where the widget's elements are. These functions run in the page.

/** Which of the visible elements are not wholly inside the window. */
export const outside = (elements) =>
  elements
    .filter((element) => element.getClientRects().length > 0)
    .map((element) => ({ name: element.className, box: element.getBoundingClientRect() }))
    .filter(
      ({ box: { left, top, right, bottom, width, height } }) =>
        width < 24 ||
        height < 24 ||
        left < -0.5 ||
        top < -0.5 ||
        right > innerWidth + 0.5 ||
        bottom > innerHeight + 0.5,
    )
    .map(({ name, box }) => `${name} ${JSON.stringify(box)} in ${innerWidth} × ${innerHeight}`);

/** What is cut off inside the panel: by the panel's own edge, or because it is wider than its place. */
export const clipped = ([panel]) => {
  const room = panel.getBoundingClientRect();
  const found = [];
  const visible = [...panel.querySelectorAll('*')].filter(
    (element) =>
      element.getClientRects().length > 0 &&
      !element.closest('.hidden-text, svg, .table > *, pre > *'),
  );
  for (const element of visible) {
    const { left, right, top, bottom } = element.getBoundingClientRect();
    const name = `${element.localName}.${element.className}`;

    const isInScroller = element.closest('.scroller') && !element.matches('.scroller');
    if (left < room.left - 0.5 || right > room.right + 0.5) found.push(`${name}: beside the panel`);
    if (!isInScroller && (top < room.top - 0.5 || bottom > room.bottom + 0.5)) {
      found.push(`${name}: above or below the panel`);
    }
    if (
      element.scrollWidth > element.clientWidth + 1 &&
      element.matches('.scroller, .message, .bubble, .composer, .header')
    ) {
      found.push(`${name}: ${element.scrollWidth} px of contents in ${element.clientWidth} px`);
    }
  }
  return found;
};
