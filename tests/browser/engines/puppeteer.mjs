// Chromium and Firefox, through Puppeteer: over DevTools' protocol and over WebDriver BiDi.
import puppeteer from 'puppeteer-core';
import { FRAME } from './driver.mjs';

/** @implements {import('./driver.mjs').Tab} */
class PuppeteerTab {
  #page;

  constructor(page) {
    this.#page = page;
  }

  async goto(address) {
    await this.#page.goto(address);
  }

  async reload() {
    await this.#page.reload();
  }

  async evaluate(code, isFramed = false) {
    const frame = isFramed
      ? this.#page.frames().find((each) => each.url().includes(FRAME))
      : this.#page.mainFrame();
    return frame?.evaluate(code);
  }

  async click(x, y) {
    await this.#page.bringToFront();
    await this.#page.mouse.click(x, y);
  }

  type(text) {
    return this.#page.keyboard.type(text);
  }

  press(key) {
    return this.#page.keyboard.press(key);
  }

  resize(width, height) {
    return this.#page.setViewport({ width, height });
  }

  async picture() {
    return Buffer.from(await this.#page.screenshot());
  }

  close() {
    return this.#page.close();
  }
}

/** @returns {Promise<import('./driver.mjs').Browser>} */
export async function launch(options) {
  const browser = await puppeteer.launch({ headless: true, defaultViewport: null, ...options });
  return {
    newTab: async () => new PuppeteerTab(await browser.newPage()),
    close: () => browser.close(),
  };
}
