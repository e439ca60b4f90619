/**
 * What the preview's widget can be asked from elsewhere in the dashboard, and what it tells. There is one preview at a time: the frame
 * that is ready (useFrame.ts) is the one end, and who wants to test a message the other.
 */
export type FrameEvent =
  | { name: 'message'; detail: { id: string; content: string } }
  | {
      name: 'reply';
      detail: {
        id: string;
        content: string;
        status: string;
        engine?: string;
        first_token_ms?: number;
      };
    }
  | { name: 'error'; detail: { code: string } }
  | { name: 'open' | 'close'; detail: object };

type Post = (message: object) => void;

/** Whose preview is wanted, even where it is out of sight. */
let wanted: string | null = null;
let frame: Post | null = null;
const changed = new Set<() => void>();
const listeners = new Set<(event: FrameEvent) => void>();

const notify = (): void => {
  for (const listener of changed) listener();
};

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
