import type { ContentContext } from '../content';
import type { Conversation } from '../conversation';
import type { Composer } from '../view/composer';

interface Speaker {
  readonly panel: HTMLElement;
  readonly context: ContentContext;
  readonly conversation: Conversation;
  composer(): Composer;
  furnish(): void;
}

/** Changes the language. Keeps the draft, and the place in the thread. */
export async function speak(chat: Speaker, code: string): Promise<void> {
  await chat.context.speak(code);
  const { value } = chat.composer().input;
  const { scrollTop = 0 } = chat.panel.querySelector('.scroller') ?? {};
  chat.furnish();
  const { input, setBusy } = chat.composer();
  input.value = value;
  setBusy(!!chat.conversation.running);
  chat.panel.querySelector('.scroller')?.scrollTo(0, scrollTop);
}
