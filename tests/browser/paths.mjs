/** Where the built widget lies; the tests never read its source. */
export const WIDGET_DIST = new URL('../../widget/dist/', import.meta.url);
