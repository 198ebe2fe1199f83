import { type Exit, FAILED, SUCCEEDED } from './exitCodes.ts'
import { tell } from './printing.ts'

/**
 * How this process ends: once its output is written, because process.exit drops what a pipe has not taken yet. Where
 * standard output could not be written, the exit code is not 0. A reader that has gone, such as head, wants no more, so
 * that is not said.
 */
export function exitAfterOutput({ stdout, stderr }: Pick<NodeJS.Process, 'stdout' | 'stderr'>): Exit {
  let failure: NodeJS.ErrnoException | undefined
  stdout.on('error', (error) => {
    failure ??= error
  })
  stderr.on('error', () => {}) // there is nowhere left to say it
  return async (code) => {
    await Promise.all([written(stdout), written(stderr)])
    if (failure === undefined) return process.exit(code)
    if (failure.code !== 'EPIPE') tell(`OutputNotWritten: expected to write standard output: ${failure.message}`)
    return process.exit(code === SUCCEEDED ? FAILED : code)
  }
}

/** Resolves when a stream has written all that it was given, or has failed to. */
function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => {
    stream.write('', () => resolve())
  })
}
