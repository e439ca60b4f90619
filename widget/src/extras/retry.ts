import { uuid } from '../bytes';
import type { Conversation, Message } from '../conversation';

/**
 * Sends a message again. It keeps its id, so that it is answered only once, unless its reply had
 * begun and failed: under that id the service would only repeat it.
 */
export async function retry(conversation: Conversation, message: Message): Promise<void> {
  const turn = conversation.turns.get(message);
  if (!turn || conversation.running) return;
  const { question, answer } = turn;
  turn.ticket = '';
  if (turn.over && answer.content) {
    Object.assign(turn, { over: false, received: 0 });
    question.id = uuid();
    answer.content = '';
  }
  await conversation.run(turn);
}
