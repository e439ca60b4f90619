/** The messages between a page and the widget's frame. The dashboard's preview is such a page, too. */
import type { WidgetEvent, WidgetEvents } from '../events';
import type { WidgetConfig } from '../protocol';

/** What a page may ask the widget in the frame to do. */
export type FrameCall = 'open' | 'close' | 'send' | 'reset';

/** One of the widget's events, as it crosses the frame's border. */
export type FrameEvent = {
  [Name in WidgetEvent]: { name: Name; detail: WidgetEvents[Name] };
}[WidgetEvent];

/** From the page to the frame. */
export type HostMessage =
  /** The page's `color-scheme`, which a frame of another origin cannot read. Comes first, and again when it changes. */
  | { type: 'bubblechat:scheme'; scheme: string }
  | {
      type: 'bubblechat:init';
      /** The page's `data-*` attributes. */
      dataset: Record<string, string>;
      /** Whether the panel fills the frame, because the page has the launcher. */
      panel: boolean;
    }
  | { type: 'bubblechat:call'; name: FrameCall; value: string; engine?: string | undefined }
  | { type: 'bubblechat:config'; config: WidgetConfig };

/** From the frame to the page. */
export type GuestMessage =
  | { type: 'bubblechat:hello' }
  | { type: 'bubblechat:ready' }
  | ({ type: 'bubblechat:event' } & FrameEvent);
