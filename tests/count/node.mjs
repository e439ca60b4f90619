// A reporter for node:test that prints nothing but the final count. Use it beside one that shows the tests.
import { line } from './line.mjs';

export class Counts {
  passed = 0;
  failed = 0;
  skipped = 0;

  add({ type, data }) {
    if (data?.details?.type === 'suite') return;
    if (type === 'test:fail') this.failed += 1;
    if (type !== 'test:pass') return;
    if (data.skip === undefined && data.todo === undefined) this.passed += 1;
    else this.skipped += 1;
  }

  toString() {
    return line(this);
  }
}

export default async function* count(events) {
  const counts = new Counts();
  for await (const event of events) counts.add(event);
  yield `${counts}\n`;
}
