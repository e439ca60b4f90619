import type { Turn } from '../conversation';
import { uuid } from '../session';

/**
 * Prepares a turn that is sent again. It keeps its message's id, so that it is answered only once,
 * unless its reply had begun and failed: under that id the service would only repeat it.
 */
export function renew(turn: Turn): void {
  const { question, answer } = turn;
  if (!turn.over || !answer.content) return;
  Object.assign(turn, { over: false, received: 0 });
  question.id = uuid();
  answer.content = '';
}
