/** Tests of whole passes at length, and of what is not the pass: each mutant runs all the tests that reach it. */
const LEFT_OUT = 'alarms|cli[A-Z]\\w+|flow|interval|operating|statemachine\\w*|stopped|waiting'

/** Mutation testing: the program is changed in one place at a time, and some test must notice (docs/mutation.md). */
export default {
  mutate: ['functions/scavenge/!(handler).ts'], // what the handler puts together is tried on engines only
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.js',
    config: {
      testMatch: ['<rootDir>/test/unit/*.test.ts'],
      testPathIgnorePatterns: [`/test/unit/(?:${LEFT_OUT})\\.test\\.ts$`],
      maxWorkers: 1,
    },
  },
  coverageAnalysis: 'perTest',
  concurrency: 1,
  tsconfigFile: 'none.json', // it would be rewritten with an API that TypeScript 7 does not have
  ignorePatterns: ['/bench', '/docs', '/.build', '/.serverless', '/.venv'],
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: 'reports/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation.json' },
}
