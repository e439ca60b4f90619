import { complain, NO_KEY } from './complaints';
import { withParts } from './config';
import type { ElementEvents } from './events';
import { ATTRIBUTES, type Options, overrideConfig, RESTARTING, readOptions } from './options';
import { activated, nextChance } from './page';
import { Problem, request } from './problem';
import { PROTOCOL, type WidgetConfig } from './protocol';
import { createWidget, type Widget } from './widget';

declare global {
  interface HTMLElementTagNameMap {
    'chat-widget': ChatWidgetElement;
  }
}

// A server that renders pages may import this module, and has no HTMLElement.
const Base = globalThis.HTMLElement ?? (class {} as typeof HTMLElement);

async function fetchConfig({ key, apiUrl }: Options, signal: AbortSignal): Promise<WidgetConfig> {
  // Without custom headers, the browser sends no preflight.
  const address = `${apiUrl}/v1/widget/config?key=${encodeURIComponent(key)}`;
  const served = await request(address, { signal })
    .then((response) => response.json())
    .catch((cause) => cause);
  if (served?.tokens) return served;
  if (served instanceof Problem && served.kind !== 'offline' && served.code !== 'http_404')
    throw served;
  const reachable = !(served instanceof Problem && served.kind === 'offline');
  throw new Problem(
    'unavailable',
    reachable ? 'no_config' : 'network',
    reachable
      ? `There is no BubbleChat service at ${apiUrl}. Check data-api-url.`
      : `${apiUrl} cannot be reached. Check data-api-url and the page's connect-src.`,
    !reachable,
  );
}

/** `<chat-widget data-key="bc_pk_…" data-api-url="https://…">` */
export class ChatWidgetElement extends Base {
  static readonly observedAttributes = ATTRIBUTES;

  /** Aborts the requests, listeners and timers of one stay in the document. */
  #life: AbortController | null = null;
  #widget: Widget | null = null;
  /** Calls made before the config has arrived. */
  #waiting: ((widget: Widget) => void)[] = [];
  #served: WidgetConfig | null = null;
  /** The page's body when the script tag placed the element. */
  #placed: HTMLElement | null = null;

  connectedCallback(): void {
    // Moved: an element that leaves the document also leaves the top layer.
    if (this.#life) this.#widget?.raise();
    else void this.#start();
  }

  disconnectedCallback(): void {
    // Moving the element disconnects and reconnects it, which is no reason to start over.
    queueMicrotask(() => {
      if (this.isConnected) return;
      // Routers that replace the page's body did not mean the widget.
      const swept = this.#placed && (this.parentNode || this.#placed !== document.body);
      if (swept && document.documentElement) this.place();
      else this.#stop();
    });
  }

  /**
   * Puts the element where the script tag wants it: beside the body, which routers replace, or into a container of the
   * page's own.
   */
  place(): void {
    const { container } = this.dataset;
    this.#placed = document.body;
    const parent = container ? document.querySelector(container) : null;
    (parent ?? document.documentElement).append(this);
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

  /**
   * Sends a message as if the visitor had typed it; `engine` overrides their choice. While another is being answered, up to ten
   * messages wait.
   */
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
    this.#placed = null;
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
      complain(NO_KEY);
      return;
    }
    const served = await this.#serve(options, signal);
    await activated();
    if (!served || signal.aborted) return;
    this.#served = served;
    if (served.protocol > PROTOCOL) {
      complain('the service speaks a newer protocol. Update the widget.');
    }
    const shadow = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    const config = overrideConfig(served, this);
    this.#widget = createWidget(shadow, options, config, signal, (name, detail) =>
      this.#emit(name, detail),
    );
    for (const action of this.#waiting.splice(0)) action(this.#widget);
    this.#emit('ready', {});
  }

  /** The tenant's config, or `null` if the service refuses it. An unreachable service is asked again. */
  async #serve(options: Options, signal: AbortSignal): Promise<WidgetConfig | null> {
    for (let known = ''; ; ) {
      try {
        return await fetchConfig(options, signal);
      } catch (cause) {
        if (signal.aborted || !(cause instanceof Problem)) return null;
        const { code, retryable } = cause;
        if (code !== known) {
          cause.explain();
          this.#emit('error', { code });
        }
        known = code;
        if (!retryable) return null;
        await nextChance(signal);
      }
    }
  }

  #stop(): void {
    this.#life?.abort();
    this.#life = this.#widget = null;
    this.#waiting = [];
  }
}
