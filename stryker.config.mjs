/** Tests of whole passes, and of what is not the pass: each mutant runs all the tests that reach it, so they must be fast. */
const LEFT_OUT = 'alarms|cli[A-Z]\\w+|flow|interval|operating|pass|segmentWork|statemachine\\w*|stopped|waiting'

/** Files that only whole passes try: stryker.passes.config.mjs changes these. The handler is tried on engines only. */
const OF_A_PASS = 'deletes|handler|pages|pass|segmentWork'

/** Mutation testing: the program is changed in one place at a time, and some test must notice (docs/mutation.md). */
export default {
  mutate: [`functions/scavenge/!(${OF_A_PASS}).ts`],
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
  incrementalFile: 'reports/mutation-incremental.json',
  reporters: ['clear-text', 'progress', 'html', 'json'],
  clearTextReporter: { allowColor: false, logTests: false },
  htmlReporter: { fileName: 'reports/mutation.html' },
  jsonReporter: { fileName: 'reports/mutation.json' },
}
