export { MessageActions } from './actions';
export { codeBlock } from './copy';
export { default as css } from './extras.css?inline';
export { Menu } from './menu';
export { type EnginePicker, enginePicker } from './picker';
export { saveAs } from './save';
export { followViewport, keepFocusInside } from './viewport';
