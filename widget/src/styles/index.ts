import frame from './frame.css?inline';
import panel from './panel.css?inline';
import thread from './thread.css?inline';

const sheets = new Map<string, CSSStyleSheet>();

/** One sheet for all widgets of a page; made late, so that importing the module touches no DOM. */
export function sheetOf(css: string): CSSStyleSheet {
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  return sheet;
}

export const sharedSheet = (): CSSStyleSheet => sheetOf(frame + panel + thread);
