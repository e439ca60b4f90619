export { MessageActions } from './actions';
export { codeBlock } from './copy';
export { default as css } from './extras.css?inline';
export { Menu } from './menu';
export { saveAs } from './save';
