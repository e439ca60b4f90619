/** How Stryker runs in the widget and in the dashboard. mutants.mjs says on which files. */
export default {
  testRunner: 'vitest',
  plugins: ['@stryker-mutator/vitest-runner'],
  concurrency: 2,
  // A test run is slow on a busy machine, and Stryker takes a mutant that times out for one that was noticed.
  timeoutMS: 20_000,
  tempDirName: '.mutants',
  ignorePatterns: ['**', '!src/**', '!test/**', '!scripts/**', '!*.ts', '!*.json'],
  // Other mutants change the conditions that compare codes. Words are for people to judge.
  mutator: { excludedMutations: ['StringLiteral'] },
  reporters: ['clear-text', 'json'],
  clearTextReporter: { allowEmojis: false, logTests: false, skipFull: true },
  jsonReporter: { fileName: '.mutants/report.json' },
  thresholds: { break: null },
  allowEmpty: true,
};
