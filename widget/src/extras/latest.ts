import { ICONS, iconButton } from '../dom';

/** Offers to scroll to the end, while there is something new that the visitor has not seen. */
export function offerLatest(panel: HTMLElement, label: string): void {
  const scroller = panel.querySelector('.scroller');
  const onclick = (): void => scroller?.scrollTo(0, scroller.scrollHeight);
  scroller?.after(iconButton('latest', label, ICONS.latest, { onclick }));
}
