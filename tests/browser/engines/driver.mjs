// What the walk needs of a browser, whatever library drives it. Each engine's file exports `launch`, which returns a `Browser`.

/**
 * @typedef {object} Browser
 * @property {() => Promise<Tab>} newTab A visible tab that shares its storage with the others.
 * @property {() => Promise<void>} close
 *
 * @typedef {object} Tab
 * @property {(address: string) => Promise<void>} goto Ends when the page has loaded.
 * @property {() => Promise<void>} reload
 * @property {(code: string, isFramed?: boolean) => Promise<any>} evaluate The value of an expression, in the page or in the widget's frame. Waits
 *   for a promise.
 * @property {(x: number, y: number) => Promise<void>} click A click of the mouse, in px of the window.
 * @property {(text: string) => Promise<void>} type One key after the other.
 * @property {(key: 'Enter' | 'Escape' | 'Tab') => Promise<void>} press
 * @property {(width: number, height: number) => Promise<void>} resize As near to that size of the page as the browser's window allows.
 * @property {() => Promise<Buffer>} picture What the window shows, as PNG.
 * @property {() => Promise<void>} close
 */

/** The address of the frame's page ends like this, before its query. */
export const FRAME = '/v1/widget/frame';
