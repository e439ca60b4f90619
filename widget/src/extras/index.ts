/** The parts of a chat that it can do without, loaded beside it. */
import extras from './extras.css?inline';
import markdown from './markdown.css?inline';

export { createActions } from './actions';
export { colour } from './code';
export { addCopy } from './copy';
export { keepDraft } from './draft';
export { followThread, rate } from './history';
export { createMenu } from './menu';
export { createNotice } from './notice';
export { mindPaste } from './paste';
export { offerEngines } from './picker';
export { createQueue } from './queue';
export { speechOf } from './speech';
export { followPage } from './surroundings';
export { fit, keepFocusInside } from './viewport';
export const css = extras + markdown;
