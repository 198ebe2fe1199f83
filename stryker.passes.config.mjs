import config from './stryker.config.mjs'

/** The files that only whole passes try, changed under the tests of whole passes and sixty simulated executions. */
export default {
  ...config,
  mutate: ['functions/scavenge/{deletes,pages,pass,segmentWork}.ts'],
  jest: {
    ...config.jest,
    config: {
      testMatch: [
        '<rootDir>/test/unit/{pass,segmentWork,stopped}.test.ts',
        '<rootDir>/test/simulation/simulation1.test.ts',
      ],
      maxWorkers: 1,
    },
  },
  incrementalFile: 'reports/mutation-passes-incremental.json',
  htmlReporter: { fileName: 'reports/mutation-passes.html' },
  jsonReporter: { fileName: 'reports/mutation-passes.json' },
}
