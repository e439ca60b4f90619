// Browsers behind a WebDriver server, which is plain HTTP.
import { FRAME } from './driver.mjs';

/** How long the browser may take for one command, in ms. */
const PATIENCE = 60_000;

const KEYS = { Enter: '\uE007', Escape: '\uE00C', Tab: '\uE004' };

const FIND_FRAME = `return document.querySelector('chat-widget')?.shadowRoot?.querySelector('iframe[src*="${FRAME}"]')`;

class Session {
  #address;
  /** The window that the server's commands go to. */
  #current;
  /** The first one, which stays open: a session without a window is over. */
  #home;

  static async start(server, capabilities) {
    const session = new Session();
    session.#address = `${server}/session`;
    const { sessionId } = await session.send('POST', '', {
      capabilities: { alwaysMatch: capabilities },
    });
    session.#address += `/${sessionId}`;
    session.#home = session.#current = await session.send('GET', '/window');
    return session;
  }

  async send(method, path, body) {
    const response = await fetch(this.#address + path, {
      method,
      body: body && JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE),
    });
    const { value } = await response.json();
    if (!response.ok) throw new Error(`${path}: ${value.error}: ${value.message}`);
    return value;
  }

  goHome() {
    return this.at(this.#home, 'GET', '/title');
  }

  /** Sends a command to a window. */
  async at(handle, method, path, body) {
    if (this.#current !== handle) await this.send('POST', '/window', { handle });
    this.#current = handle;
    return this.send(method, path, body);
  }
}

/** @implements {import('./driver.mjs').Tab} */
class WebDriverTab {
  #session;
  #handle;

  constructor(session, handle) {
    this.#session = session;
    this.#handle = handle;
  }

  #post(path, body = {}) {
    return this.#session.at(this.#handle, 'POST', path, body);
  }

  async goto(url) {
    await this.#post('/url', { url });
  }

  async reload() {
    await this.#post('/refresh');
  }

  #run(script) {
    return this.#post('/execute/sync', { script, args: [] });
  }

  async evaluate(code, isFramed = false) {
    if (!isFramed) return this.#run(`return (${code})`);
    const frame = await this.#run(FIND_FRAME);
    if (!frame) return undefined;
    await this.#post('/frame', { id: frame });
    try {
      return await this.#run(`return (${code})`);
    } finally {
      await this.#post('/frame', { id: null });
    }
  }

  async #act(type, actions, parameters) {
    await this.#post('/actions', { actions: [{ type, id: type, parameters, actions }] });
  }

  click(x, y) {
    const steps = [
      { type: 'pointerMove', x: Math.round(x), y: Math.round(y), duration: 0 },
      { type: 'pointerDown', button: 0 },
      { type: 'pointerUp', button: 0 },
    ];
    return this.#act('pointer', steps, { pointerType: 'mouse' });
  }

  type(text) {
    const strokes = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    return this.#act('key', strokes);
  }

  press(key) {
    return this.type(KEYS[key]);
  }

  async resize(width, height) {
    const rect = { x: 0, y: 0, width, height };
    await this.#post('/window/rect', rect);
    const bars = await this.#run('return outerHeight - innerHeight');
    if (bars > 0) await this.#post('/window/rect', { ...rect, height: height + bars });
  }

  async picture() {
    return Buffer.from(await this.#session.at(this.#handle, 'GET', '/screenshot'), 'base64');
  }

  async close() {
    await this.#session.at(this.#handle, 'DELETE', '/window');
    await this.#session.goHome();
  }
}

/** @returns {Promise<import('./driver.mjs').Browser>} */
export async function connect(server, capabilities) {
  const session = await Session.start(server, capabilities);
  return {
    async newTab() {
      // A tab behind another one is hidden, and its page gets no frames.
      const { handle } = await session.send('POST', '/window/new', { type: 'window' });
      return new WebDriverTab(session, handle);
    },
    close: () => session.send('DELETE', ''),
  };
}
