// Working by keyboard: where the focus is, and what is in sight.
import assert from 'node:assert/strict';
import { until } from './harness.mjs';

/** Waits until `locator` has the focus, or fails with the element that has it instead. */
export async function expectFocus(page, locator) {
  const isThere = () => locator.evaluateAll((found) => found.includes(document.activeElement));
  if (await until(page, isThere)) return;
  const other = await page.evaluate(() => document.activeElement.outerHTML.slice(0, 200));
  assert.fail(`the focus is not on ${locator}, but on ${other}`);
}

/** By keyboard, wherever the focus was. */
export async function press(locator, key = 'Enter') {
  await locator.focus();
  await locator.page().keyboard.press(key);
}

export const button = (part, name) => part.getByRole('button', { name, exact: true });
export const heading = (part, name) => part.getByRole('heading', { name, exact: true });

/** Whether all of it is inside the window with nothing over it. */
export const isInSight = (locator) =>
  locator.evaluate((node) => {
    const { top, bottom, left, right } = node.getBoundingClientRect();
    const isInside = top >= 0 && left >= 0 && bottom <= innerHeight && right <= innerWidth;
    return (
      isInside && node.contains(document.elementFromPoint((left + right) >> 1, (top + bottom) >> 1))
    );
  });
