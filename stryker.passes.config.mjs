import config from './stryker.config.mjs'

/** The files that only whole passes try, changed under the tests of whole passes. */
export default {
  ...config,
  mutate: ['functions/scavenge/{deletes,pages,pass,segmentWork}.ts'],
  jest: {
    ...config.jest,
    config: { testMatch: ['<rootDir>/test/unit/pass.test.ts'], maxWorkers: 1 },
  },
  incrementalFile: 'reports/mutation-passes-incremental.json',
  htmlReporter: { fileName: 'reports/mutation-passes.html' },
  jsonReporter: { fileName: 'reports/mutation-passes.json' },
}
