import type { Content, ContentContext } from '../content';
import { h } from '../dom';
import badge from '../extras/badge.css?inline';
import { remind } from '../extras/remind';
import { followPage } from '../extras/surroundings';
import type { WidgetConfig } from '../protocol';
import { ENGLISH } from '../strings/english';
import frame from '../styles/frame.css?inline';
import panel from '../styles/panel.css?inline';
import type { FrameCall, GuestMessage, HostMessage } from './messages';

/** What the frame may do: run scripts, use its own storage, open links, save files. It cannot touch the page. */
const SANDBOX =
  'allow-scripts allow-same-origin allow-forms allow-downloads allow-popups allow-popups-to-escape-sandbox ' +
  'allow-top-navigation-by-user-activation';

export { ENGLISH as english };

export const create = (context: ContentContext): Content => new FramedChat(context);

/** The chat in a frame of the service's origin, where the page's scripts cannot read it. */
class FramedChat implements Content {
  readonly element: HTMLElement;
  readonly #context: ContentContext;
  readonly #frame: HTMLIFrameElement;
  readonly #origin: string;
  #ready = false;
  #waiting: HostMessage[] = [];

  constructor(context: ContentContext) {
    this.#context = context;
    context.dress(panel + frame + badge);
    const { options, config, signal, strings } = context;
    const query = `?key=${encodeURIComponent(options.key)}`;
    const { href, origin } = new URL(`${options.apiUrl}/v1/widget/frame${query}`, location.href);
    this.#origin = origin;
    this.#frame = h('iframe', 'frame', {
      title: config.copy.title || config.name || strings.title,
      allow: 'clipboard-write',
    });
    this.#frame.setAttribute('sandbox', SANDBOX);
    this.#frame.src = href;
    this.element = h('div', 'panel', { hidden: true }, this.#frame);
    addEventListener('message', (event) => this.#receive(event), { signal });
    const paint = (): void => {
      context.paint();
      if (this.#ready) this.#deliver(this.#scheme());
    };
    followPage({ dataset: context.dataset, signal, paint });
  }

  configure(config: WidgetConfig): void {
    this.#post({ type: 'bubblechat:config', config });
  }

  focus(): void {
    this.#frame.focus();
    this.#call('open');
  }

  send(text: string, engine?: string): boolean {
    this.#call('send', text, engine);
    return true;
  }

  reset(): void {
    this.#call('reset');
  }

  #scheme(): HostMessage {
    const { colorScheme } = getComputedStyle(document.body);
    return { type: 'bubblechat:scheme', scheme: colorScheme };
  }

  #introduce(): void {
    this.#deliver(this.#scheme());
    const { key, apiUrl, isolation, ...dataset } = this.#context.dataset;
    // Links in replies start from the page. Its query and fragment may contain secrets.
    const page = location.origin + location.pathname;
    const wishes = { locale: document.documentElement.lang, page, ...dataset } as Record<
      string,
      string
    >;
    this.#deliver({ type: 'bubblechat:init', dataset: wishes, panel: true });
  }

  #call(name: FrameCall, value = '', engine?: string): void {
    this.#post({ type: 'bubblechat:call', name, value, engine });
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
      if (data.name === 'close') this.#context.leave();
      else if (data.name !== 'open') this.#context.tell(data.name, data.detail);
      if (data.name === 'reply') remind(this.element.parentElement);
    }
  }
}
