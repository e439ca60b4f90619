import type { FrameEvent, HostMessage } from '~widget/frame/messages';

type Post = (message: HostMessage) => void;

/** The tenant whose preview is needed even out of view. */
let wanted: string | null = null;
let frame: Post | null = null;
const changed = new Set<() => void>();
const listeners = new Set<(event: FrameEvent) => void>();

const notify = (): void => {
  for (const listener of changed) listener();
};

/**
 * The connection between the preview's widget and other parts of the dashboard. There is one preview at a time. One end is the frame that is
 * ready (useFrame.ts), the other is whoever wants to test a message.
 */
export const line = {
  /** For `useSyncExternalStore`: reports changes of the needed tenant and of the frame. */
  subscribe(listener: () => void): () => void {
    changed.add(listener);
    return () => changed.delete(listener);
  },
  getWanted: (): string | null => wanted,
  isReady: (): boolean => frame !== null,

  /** Requests the tenant's frame, even out of view. */
  want(slug: string): void {
    if (wanted === slug) return;
    wanted = slug;
    notify();
  },

  connect(post: Post): () => void {
    frame = post;
    notify();
    return () => {
      if (frame !== post) return;
      frame = null;
      notify();
    };
  },
  tell(event: FrameEvent): void {
    for (const listener of listeners) listener(event);
  },
  listen(listener: (event: FrameEvent) => void): () => void {
    listeners.add(listener);
    return () => listeners.delete(listener);
  },
  /** Sends the message as if it had been typed there, but to this engine. */
  send(text: string, engine: string): void {
    frame?.({ type: 'bubblechat:call', name: 'send', value: text, engine });
  },
};
