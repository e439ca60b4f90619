import type { FrameEvent, HostMessage } from '~widget/frame/messages';

type Post = (message: HostMessage) => void;

/** Whose preview is wanted, even where it is out of sight. */
let wanted: string | null = null;
let frame: Post | null = null;
const changed = new Set<() => void>();
const listeners = new Set<(event: FrameEvent) => void>();

const notify = (): void => {
  for (const listener of changed) listener();
};

/**
 * The connection to the preview's widget: what other parts of the dashboard may ask of it, and what it tells them. There is one preview
 * at a time: the frame that is ready (useFrame.ts) is one end, and whoever wants to test a message is the other.
 */
export const line = {
  /** For `useSyncExternalStore`: of what is wanted, and of whether there is a frame. */
  subscribe(listener: () => void): () => void {
    changed.add(listener);
    return () => changed.delete(listener);
  },
  getWanted: (): string | null => wanted,
  isReady: (): boolean => frame !== null,

  /** Asks for the tenant's frame, even where it is out of sight. */
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
  /** As if it had been typed there, but to this engine. */
  send(text: string, engine: string): void {
    frame?.({ type: 'bubblechat:call', name: 'send', value: text, engine });
  },
};
