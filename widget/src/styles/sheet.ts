const sheets = new Map<string, CSSStyleSheet>();

/** The sheet with these rules, shared by all widgets on the page and created on first use. */
export function sheetOf(css: string): CSSStyleSheet {
  let sheet = sheets.get(css);
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
    sheets.set(css, sheet);
  }
  return sheet;
}
