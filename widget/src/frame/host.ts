import type { ContentContext } from '../content';
import { h } from '../dom';
import type { WidgetConfig } from '../protocol';
import type { Strings } from '../strings';
import type { GuestMessage, HostMessage } from './messages';

/** What the frame may do: run, keep its own storage, open links and save files. Nothing of the page's. */
const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox';

/** The chat in a frame of the service's own origin: the page's scripts cannot read what is said. */
export class FramedChat {
  readonly element: HTMLElement;
  readonly css = [];
  readonly strings: Strings;
  readonly #frame: HTMLIFrameElement;
  readonly #origin: string;
  readonly #context: ContentContext;
  #ready = false;
  #waiting: HostMessage[] = [];

  constructor(context: ContentContext, strings: Strings) {
    this.#context = context;
    this.strings = strings;
    const { options, config, signal } = context;
    const { apiUrl, key } = options;
    this.#origin = new URL(apiUrl, location.href).origin;
    this.#frame = h('iframe', {
      class: 'frame',
      src: `${apiUrl}/v1/widget/frame?key=${encodeURIComponent(key)}`,
      title: config.copy.title || config.name || this.strings.title,
      sandbox: SANDBOX,
      allow: 'clipboard-write',
    });
    this.element = h('div', { class: 'panel', part: 'panel' }, this.#frame);
    this.element.hidden = true;
    addEventListener('message', (event) => this.#receive(event), { signal });
  }

  configure(config: WidgetConfig): void {
    this.#post({ type: 'bubblechat:config', config });
  }

  focus(): void {
    this.#frame.focus();
    this.#post({ type: 'bubblechat:call', name: 'open', value: '' });
  }

  send(text: string): boolean {
    this.#post({ type: 'bubblechat:call', name: 'send', value: text });
    return true;
  }

  reset(): void {
    this.#post({ type: 'bubblechat:call', name: 'reset', value: '' });
  }

  /** Escape is pressed inside the frame, and comes from there. */
  dismiss(): boolean {
    return false;
  }

  /** The frame keeps its own focus. */
  trap(): void {}

  #introduce(): void {
    const { key, apiUrl, isolation, ...dataset } = this.#context.dataset;
    const wishes = { locale: document.documentElement.lang, ...dataset } as Record<string, string>;
    this.#deliver({ type: 'bubblechat:init', dataset: wishes, panel: true });
  }

  #post(message: HostMessage): void {
    if (this.#ready) this.#deliver(message);
    else this.#waiting.push(message);
  }

  #deliver(message: HostMessage): void {
    this.#frame.contentWindow?.postMessage(message, this.#origin);
  }

  #receive({ source, origin, data }: MessageEvent<GuestMessage>): void {
    if (source !== this.#frame.contentWindow || origin !== this.#origin) return;
    if (data.type === 'bubblechat:hello') this.#introduce();
    else if (data.type === 'bubblechat:ready') {
      this.#ready = true;
      for (const message of this.#waiting.splice(0)) this.#deliver(message);
    } else if (data.type === 'bubblechat:event') {
      if (data.name === 'close') this.#context.close();
      else if (data.name !== 'open') this.#context.emit(data.name, data.detail);
    }
  }
}
