/** The built parts. The tests never read their source. */
export const WIDGET_DIST = new URL('../../widget/dist/', import.meta.url);
export const DASHBOARD_DIST = new URL('../../dashboard/dist/', import.meta.url);
