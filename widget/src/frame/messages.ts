import type { WidgetEvent } from '../widget';

export type FrameCall = 'open' | 'close' | 'send' | 'reset';

/** From the page to the frame. */
export type HostMessage =
  | {
      type: 'bubblechat:init';
      /** The page's `data-*` wishes. */
      dataset: Record<string, string>;
      /** The panel fills the frame: launcher and place are the page's. */
      panel: boolean;
    }
  | { type: 'bubblechat:call'; name: FrameCall; value: string; engine?: string | undefined }
  | { type: 'bubblechat:config'; config: unknown };

/** From the frame to the page. */
export type GuestMessage =
  | { type: 'bubblechat:hello' }
  | { type: 'bubblechat:ready' }
  | { type: 'bubblechat:event'; name: WidgetEvent; detail: object };
