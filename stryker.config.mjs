/** The files that only whole passes try: stryker.passes.config.mjs changes these. */
const PASS_FILES = [
  'batchPermits',
  'deleteOutcomes',
  'deletes',
  'pages',
  'answer/*',
  'parts/*',
  'requests',
  'runPass',
  'segmentWork',
  'troubles',
]
export const OF_A_PASS = `functions/scavenge/pass/{${PASS_FILES.join(',')}}.ts`

/** Tests of whole passes, and of what is not the function: each mutant runs all the tests that reach it. */
const LEFT_OUT = [
  'architecture\\.test',
  'cli/',
  'statemachine/',
  'pass/(?:flow|runPass|segmentWork|stopped|waiting)\\.test',
]

/** Mutation testing: the program is changed in one place at a time, and some test must notice (docs/mutation.md). */
export default {
  mutate: [
    'functions/scavenge/**/*.ts',
    `!${OF_A_PASS}`,
    '!functions/scavenge/handler.ts', // tried on engines only, as the tasks are
    '!functions/scavenge/tasks/*.ts',
  ],
  testRunner: 'jest',
  testRunnerNodeArgs: ['--experimental-vm-modules', '--disable-warning=ExperimentalWarning'],
  jest: {
    configFile: 'jest.config.js',
    config: {
      testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
      testPathIgnorePatterns: [`/test/unit/(?:${LEFT_OUT.join('|')})`],
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
