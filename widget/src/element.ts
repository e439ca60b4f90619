import { withParts } from './config';
import type { ElementEvents } from './events';
import { ATTRIBUTES, overrideConfig, RESTARTING, readOptions } from './options';
import { Problem, request } from './problem';
import { PROTOCOL, type WidgetConfig } from './protocol';
import { Widget } from './widget';

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidgetElement;
  }
}

// A server that renders pages may import this module, and has no HTMLElement.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** `<chat-widget data-key="bc_pk_…" data-api-url="https://…">` */
export class ChatWidgetElement extends Base {
  static readonly observedAttributes = ATTRIBUTES;

  /** Aborts the requests, listeners and timers of one stay in the document. */
  #life: AbortController | null = null;
  #widget: Widget | null = null;
  /** Calls made before the config has arrived. */
  #waiting: ((widget: Widget) => void)[] = [];
  #served: WidgetConfig | null = null;

  connectedCallback(): void {
    // Moved: an element that leaves the document also leaves the top layer.
    if (this.#life) this.#widget?.raise();
    else void this.#start();
  }

  disconnectedCallback(): void {
    // Moving the element disconnects and reconnects it, which is no reason to start over.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#life) return;
    if (RESTARTING.includes(name)) {
      this.#stop();
      void this.#start();
    } else if (this.#served) {
      this.#widget?.configure(overrideConfig(this.#served, this));
    }
  }

  open(): void {
    this.#when((widget) => void widget.open());
  }

  close(): void {
    this.#when((widget) => widget.close());
  }

  toggle(): void {
    this.#when((widget) => (widget.isOpen ? widget.close() : void widget.open()));
  }

  /** Sends a message as if the visitor had typed it; `engine` overrides their choice. */
  send(text: string, engine?: string): void {
    this.#when((widget) => void widget.send(text, engine));
  }

  /** Starts a new thread. */
  reset(): void {
    this.#when((widget) => void widget.reset());
  }

  /** Removes the widget from the page, with everything that belongs to it. */
  destroy(): void {
    this.#stop();
    this.remove();
  }

  /** The config in force; `null` before it has been fetched. */
  get config(): WidgetConfig | null {
    return this.#widget?.config ?? null;
  }

  /** Applies other values at once, for previews. A partial config will do. */
  set config(parts: unknown) {
    this.#when((widget) => widget.configure(withParts(widget.config, parts)));
  }

  #when(action: (widget: Widget) => void): void {
    if (this.#widget) action(this.#widget);
    else this.#waiting.push(action);
  }

  #emit(name: keyof ElementEvents, detail: object): void {
    const init = { bubbles: true, composed: true, detail };
    this.dispatchEvent(new CustomEvent(`bubblechat:${name}`, init));
  }

  async #start(): Promise<void> {
    this.#life = new AbortController();
    const { signal } = this.#life;
    const options = readOptions(this);
    if (!options.key) {
      console.error('BubbleChat: data-key is missing. Copy the embed snippet from the dashboard.');
      return;
    }
    // Without custom headers, the browser sends no preflight.
    const address = `${options.apiUrl}/v1/widget/config?key=${encodeURIComponent(options.key)}`;
    try {
      const response = await request(address, { signal });
      const served = (await response.json()) as WidgetConfig;
      if (!served.tokens) throw served;
      this.#served = served;
    } catch (cause) {
      if (signal.aborted) return;
      const unreadable = new Problem(
        'unavailable',
        'no_config',
        `There is no BubbleChat service at ${options.apiUrl}.`,
      );
      const problem = cause instanceof Problem ? cause : unreadable;
      problem.explain();
      this.#emit('error', { code: problem.code });
      return;
    }
    if (signal.aborted) return;
    if (this.#served.protocol > PROTOCOL) {
      console.warn('BubbleChat: the service speaks a newer protocol. Update the embedded widget.');
    }
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const config = overrideConfig(this.#served, this);
    this.#widget = new Widget(shadow, options, config, signal, (name, detail) =>
      this.#emit(name, detail),
    );
    for (const action of this.#waiting.splice(0)) action(this.#widget);
    this.#emit('ready', {});
  }

  #stop(): void {
    this.#life?.abort();
    this.#life = this.#widget = null;
    this.#waiting = [];
  }
}
