/** Mutation testing: the program is changed in one place at a time, and some test must notice (docs/mutation.md). */
export default {
  mutate: ['functions/scavenge/*.ts'],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.js',
    // Only what is fast: each mutant runs all the tests that reach it.
    config: { testMatch: ['<rootDir>/test/unit/!(cli|flow|statemachine|stopped)*.test.ts'], maxWorkers: 1 },
  },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  tsconfigFile: 'none.json', // it would be rewritten with an API that TypeScript 7 does not have
  ignorePatterns: ['/bench', '/docs', '/.build', '/.serverless'],
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: 'reports/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation.json' },
}
