import { Api, ApiError } from './api';
import { DEFAULT_CONFIG, withDefaults } from './defaults';
import { ATTRIBUTES, overrideConfig, readOptions } from './options';
import { explainToOwner } from './problem';
import type { WidgetConfig } from './protocol';
import { Widget } from './widget';

// A server that renders a page may import this module; it has no elements.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

/** `<chat-widget data-key="bc_pk_…" data-api-url="https://…">` */
export class ChatWidgetElement extends Base {
  static readonly observedAttributes = ATTRIBUTES;

  /** Ends requests, listeners and timers of one stay in the document. */
  #life: AbortController | null = null;
  #widget: Widget | null = null;
  #config: WidgetConfig | null = null;

  connectedCallback(): void {
    if (this.#life) return;
    this.#life = new AbortController();
    void this.#start(this.#life.signal);
  }

  disconnectedCallback(): void {
    // A move in the document disconnects and connects again; that is no reason to start over.
    queueMicrotask(() => {
      if (!this.isConnected) this.#stop();
    });
  }

  attributeChangedCallback(name: string, before: string | null, after: string | null): void {
    if (before === after || !this.#life) return;
    if (name === 'data-key' || name === 'data-api-url' || name === 'data-session') {
      this.#stop();
      this.connectedCallback();
    } else if (this.#config) {
      this.#widget?.configure(overrideConfig(this.#config, readOptions(this)));
    }
  }

  open(): void {
    this.#widget?.open();
  }

  close(): void {
    this.#widget?.close();
  }

  async #start(signal: AbortSignal): Promise<void> {
    const options = readOptions(this);
    if (!options.key) {
      console.error('BubbleChat: data-key is missing. Copy the embed snippet from the dashboard.');
      return;
    }
    const api = new Api(options.apiUrl, options.key, signal);
    try {
      this.#config = withDefaults(DEFAULT_CONFIG, await api.config());
    } catch (error) {
      if (error instanceof ApiError && !signal.aborted) explainToOwner(error);
      return;
    }
    if (signal.aborted) return;
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    this.#widget = new Widget(shadow, api, options, overrideConfig(this.#config, options), signal);
  }

  #stop(): void {
    this.#life?.abort();
    this.#life = this.#widget = null;
  }
}
