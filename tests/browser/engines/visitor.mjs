// A visitor of a page with the widget: sees what is in its shadow root, and has a mouse and a keyboard.

/** How long a visitor waits for something, in ms. Ample, because a busy machine is no fault. */
const PATIENCE = 30_000;
/** Ends at the page's next frame. A tab that a browser does not paint has none. */
const NEXT =
  'new Promise((go) => { requestAnimationFrame(() => go(true)); setTimeout(go, 200, true); })';

const SHADOW = `(document.querySelector('chat-widget')?.shadowRoot ?? document)`;

/** The place of an element once it rests: it moves at no frame between two looks. */
const atRest = async ([element]) => {
  const look = () => new Promise((seen) => requestAnimationFrame(() => seen(place())));
  const place = () => JSON.stringify(element.getBoundingClientRect());
  const first = await look();
  return (await look()) === first && (await look()) === first ? JSON.parse(first) : null;
};

/** How many pixels of a picture are not in the colour of the background, within this box. */
const strangers = async (_elements, source, { x, y, width, height }) => {
  const image = new Image();
  image.src = source;
  await image.decode();
  const canvas = new OffscreenCanvas(image.width, image.height).getContext('2d');
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(x, y, width, height);
  let count = 0;
  for (let i = 0; i < data.length; i += 4) {
    if ([0, 1, 2].some((channel) => Math.abs(data[i + channel] - data[channel]) > 40)) count++;
  }
  return count;
};

export class Visitor {
  #isFramed;

  /** `isFramed`: the visitor looks into the frame of the iframe mode. */
  constructor(tab, isFramed = false) {
    this.tab = tab;
    this.#isFramed = isFramed;
  }

  /** The same visitor, looking into the frame. */
  inFrame() {
    return new Visitor(this.tab, true);
  }

  async goto(address) {
    await this.tab.goto(address);
    await this.see('.launcher');
  }

  evaluate(code) {
    return this.tab.evaluate(code, this.#isFramed);
  }

  /** What a function says of the elements with this selector. It runs in the page. */
  ask(selector, about, ...details) {
    const elements = `[...${SHADOW}.querySelectorAll(${JSON.stringify(selector)})]`;
    return this.evaluate(`(${about})(${elements}, ...${JSON.stringify(details)})`);
  }

  /** Asks again at each of the page's frames until the answer is yes, and returns it. */
  async until(selector, about, ...details) {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const answer = await this.ask(selector, about, ...details);
      if (answer) return answer;
      if (performance.now() > end) throw new Error(`${selector} never was: ${about} ${details}`);
      await this.tab.evaluate(NEXT);
    }
  }

  /** Waits for a visible element. */
  see(selector) {
    return this.until(selector, (all) => all.some((one) => one.getClientRects().length > 0));
  }

  /** Waits until no such element is visible. */
  miss(selector) {
    return this.until(selector, (all) => all.every((one) => one.getClientRects().length === 0));
  }

  read(selector, text) {
    return this.until(
      selector,
      (all, part) => all.some((one) => one.textContent.includes(part)),
      text,
    );
  }

  count(selector) {
    return this.ask(selector, (all) => all.length);
  }

  /** The value of a computed style of the first such element. */
  style(selector, name) {
    return this.ask(selector, ([one], property) => getComputedStyle(one)[property], name);
  }

  async place(selector) {
    await this.see(selector);
    return this.until(selector, atRest);
  }

  /** How much is painted in the place of an element: a number of pixels. */
  async ink(selector) {
    const place = await this.place(selector);
    const picture = await this.tab.picture();
    return this.ask('*', strangers, `data:image/png;base64,${picture.toString('base64')}`, place);
  }

  async click(selector) {
    const { x, y, width, height } = await this.place(selector);
    const outer = this.#isFramed ? await new Visitor(this.tab).place('iframe') : { x: 0, y: 0 };
    await this.tab.click(outer.x + x + width / 2, outer.y + y + height / 2);
  }

  /** Opens the chat, and waits until it is at rest. */
  async open() {
    await this.click('.launcher');
    await this.place('.panel');
  }

  async type(text) {
    await this.click('.input');
    await this.tab.type(text);
  }

  async say(text) {
    await this.type(text);
    await this.tab.press('Enter');
    await this.read('.message.user', text);
  }

  /** The last answer, when it has ended. */
  async answer() {
    await this.until('.message', (all) => all.at(-1).matches('.assistant.done'));
    return this.ask('.message.assistant.done .body', (all) => all.at(-1).textContent);
  }
}
