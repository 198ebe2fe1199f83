import { basename } from 'node:path'
import { default as JestRunner } from 'jest-runner'

/** Full names of the tests of each test file, by path, as they were met in this process. */
const namesByPath = new Map()

/**
 * Jest's runner, quick to find a mutant out. Stryker has no `bail` with Jest: each mutant would run every test file that
 * imports the changed file, and load even those of which no test reaches the mutant. This one leaves the latter out,
 * begins with the unit test of the changed file, goes on from the smallest file to the simulation, and stops after the
 * first file with a failed test.
 */
export default class FailFastRunner extends JestRunner {
  #failed = false

  async runTests(tests, watcher, options) {
    const changed = this._globalConfig.nonFlagArgs.map((file) => basename(file, '.ts'))
    const ordered = tests
      .filter(({ path }) => this.#mayMatch(path))
      .toSorted((one, other) => rank(one, changed) - rank(other, changed))
    this.on('test-file-success', ([{ path }, { testResults, numFailingTests }]) => {
      const names = testResults.map(({ fullName }) => fullName)
      namesByPath.set(path, names)
      if (numFailingTests > 0) this.#failed = true
    })
    this.on('test-file-failure', () => {
      this.#failed = true
    })
    for (const test of ordered) {
      if (this.#failed) return
      await super.runTests([test], watcher, options)
    }
  }

  /** Whether a file may have a test that is asked for: a file that was not met yet may. */
  #mayMatch(path) {
    const { testNamePattern } = this._globalConfig
    const names = namesByPath.get(path)
    if (!testNamePattern || names === undefined) return true
    const pattern = new RegExp(testNamePattern, 'i')
    return names.some((name) => pattern.test(name))
  }
}

function rank({ path, context }, changed) {
  const name = basename(path, '.test.ts')
  if (changed.includes(name)) return 0
  if (path.includes('/simulation/')) return Number.POSITIVE_INFINITY
  return context.hasteFS.getSize(path) ?? Number.MAX_SAFE_INTEGER
}
