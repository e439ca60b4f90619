import type { ChatWidgetElement } from './element';

type Method = 'open' | 'close' | 'toggle' | 'send' | 'reset' | 'destroy';
type Call = readonly [Method, ...string[]];

/** The element's methods, for pages without a reference to it, and a queue for early calls. */
export type BubbleChatGlobal = Record<Method, (...values: string[]) => void> & {
  push(...calls: Call[]): void;
  readonly element: ChatWidgetElement | null;
};

const METHODS: Method[] = ['open', 'close', 'toggle', 'send', 'reset', 'destroy'];

const first = (): ChatWidgetElement | null => document.querySelector('chat-widget');

/** Installs `window.BubbleChat` and makes the calls that were queued there. */
export function installGlobal(): void {
  const page = window as { BubbleChat?: Call[] | BubbleChatGlobal };
  const early = page.BubbleChat;
  if (early && !Array.isArray(early)) return;
  const call = (name: Method, values: readonly string[]): void => {
    const [text = '', engine] = values;
    first()?.[name](text, engine);
    if (name === 'destroy' && !first()) delete page.BubbleChat;
  };
  const api = {
    push: (...calls: Call[]): void => {
      for (const [name, ...values] of calls) if (METHODS.includes(name)) call(name, values);
    },
    get element() {
      return first();
    },
  } as BubbleChatGlobal;
  for (const name of METHODS) api[name] = (...values) => call(name, values);
  page.BubbleChat = api;
  if (early) api.push(...early);
}
