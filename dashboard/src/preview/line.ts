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

export interface Wish {
  /** Whose preview it is about. */
  slug: string;
  /** The engine that the frame's messages name. */
  engine: string;
}

let wish: Wish | null = null;
let frame: { post: Post; engine: string | null } | null = null;
const changed = new Set<() => void>();
const listeners = new Set<(event: FrameEvent) => void>();

const notify = (): void => {
  for (const listener of changed) listener();
};

export const line = {
  /** For `useSyncExternalStore`: of the wish, and of whether there is a frame. */
  subscribe(listener: () => void): () => void {
    changed.add(listener);
    return () => changed.delete(listener);
  },
  getWish: (): Wish | null => wish,
  /** Whether a frame listens whose messages name the engine that is wished for. */
  isReady: (): boolean => frame !== null && frame.engine === wish?.engine,

  /** Asks for such a frame, even where it is out of sight. */
  want(slug: string, engine: string): void {
    if (wish?.slug === slug && wish.engine === engine) return;
    wish = { slug, engine };
    notify();
  },

  connect(post: Post, engine: string | null): () => void {
    const own = { post, engine };
    frame = own;
    notify();
    return () => {
      if (frame !== own) return;
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
  send(text: string): void {
    frame?.post({ type: 'bubblechat:call', name: 'send', value: text });
  },
};
