// A reporter for vitest that prints nothing but the final count. Use it beside one that shows the tests.
import { line } from './line.mjs';

export default class Count {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      // A module that cannot be loaded has no tests to fail.
      counts.failed += module.errors().length;
      for (const test of module.children.allTests()) {
        const { state } = test.result();
        counts[state === 'pending' ? 'failed' : state] += 1;
      }
    }
    console.log(line(counts));
  }
}
