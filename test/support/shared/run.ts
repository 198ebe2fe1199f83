import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { shareParts } from './sharedParts.ts'

let ending: AsyncDisposableStack | undefined

/** Before all test files of a run. */
export async function beginRun(): Promise<void> {
  ending = new AsyncDisposableStack()
  const folder = mkdtempSync(join(tmpdir(), 'scavenge-tests-'))
  const remove = () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
  process.once('exit', remove) // a run that --bail ends has no teardown
  ending.defer(() => {
    process.off('exit', remove)
    remove()
  })
  // Each command that a test runs loads the same modules: compiled once, they load in half the time.
  process.env.NODE_COMPILE_CACHE = join(folder, 'compiled')
  ending.use(await shareParts())
}

/** After all of them: ends what was started, and leaves no file behind. */
export async function endRun(): Promise<void> {
  await ending?.disposeAsync()
}
