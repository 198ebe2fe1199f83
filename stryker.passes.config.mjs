import config, { OF_A_PASS } from './stryker.config.mjs'

/** The files that only whole passes try, changed under the tests of whole passes and sixty simulated executions. */
export default {
  ...config,
  mutate: [OF_A_PASS],
  jest: {
    ...config.jest,
    config: {
      testMatch: ['<rootDir>/test/unit/pass/**/*.test.ts', '<rootDir>/test/simulation/simulation1.test.ts'],
      testPathIgnorePatterns: ['/test/unit/pass/(?:flow|waiting)\\.test'], // they take seconds each
      maxWorkers: 1,
      testTimeout: 20_000, // a mutant whose test never ends is found out sooner
      runner: '<rootDir>/stryker.jestRunner.mjs',
    },
  },
  timeoutMS: 20_000, // beside other work a test of a second can take several
  incrementalFile: 'reports/mutation-passes-incremental.json',
  htmlReporter: { fileName: 'reports/mutation-passes.html' },
  jsonReporter: { fileName: 'reports/mutation-passes.json' },
}
