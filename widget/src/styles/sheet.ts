const sheets = new Map<string, CSSStyleSheet>();

/** One sheet of these rules for all widgets of a page, made when it is first wanted. */
export function sheetOf(css: string): CSSStyleSheet {
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  return sheet;
}
