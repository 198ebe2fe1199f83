import { Interrupted } from './failure.ts'
import { watchNpm } from './parentWatch.mjs'

/**
 * A signal that aborts when this process gets a signal to stop, when its launcher or npm is gone, or when its output
 * has no reader any more. The reason is the signal's name, or a sentence.
 */
export function stopSignal(): AbortSignal {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort(name))
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', ({ message }) => controller.abort(`its output cannot be written: ${message}`))
  }
  // Only a process that the launcher started on another Node has this channel. It must not keep the process alive.
  process.on('disconnect', () => controller.abort('the launcher is gone'))
  process.channel?.unref()
  if (!process.connected) watchNpm(() => controller.abort('npm is gone'))
  return controller.signal
}

/** What `act` answers; the signal of `stopSignal` aborts it. Throws Interrupted where it did, whatever `act` then threw. */
export async function interruptible<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const signal = stopSignal()
  try {
    return await act(signal)
  } catch (cause) {
    throw signal.aborted ? new Interrupted(signal, { cause }) : cause
  }
}
