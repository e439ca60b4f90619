import type { ContentContext } from '../content';
import type { Conversation } from '../conversation';

/** How many messages may wait. */
const MOST = 10;

export interface Queue {
  /** Sends a message, or has it wait for the answer to another. */
  take(content: string, engine: string | undefined): void;
  /** Sends the message that has waited longest. Call when a turn has ended. */
  next(): void;
  drop(): void;
}

/** Messages that the page sends while another is being answered. */
export function createQueue(
  conversation: Conversation,
  context: Pick<ContentContext, 'tell'>,
  ask: (content: string, engine?: string) => boolean,
): Queue {
  const waiting: [string, string | undefined][] = [];
  return {
    take(content, engine) {
      if (!conversation.running) ask(content, engine);
      else if (waiting.length === MOST) context.tell('error', { code: 'queue_full' });
      else {
        waiting.push([content, engine]);
        context.tell('queued', { content, waiting: waiting.length });
      }
    },
    next() {
      const first = waiting.shift();
      if (first) ask(...first);
    },
    drop() {
      waiting.length = 0;
    },
  };
}
