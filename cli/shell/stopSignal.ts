import { watchNpm } from './parentWatch.mjs'

/** Aborts when this process is told to stop, or who started it is gone; the reason is the signal's name, or that. */
export function stopSignal(): AbortController {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort(name))
  // Only where the launcher started this process on another Node. Listening must not keep it alive.
  process.on('disconnect', () => controller.abort('the launcher is gone'))
  process.channel?.unref()
  if (!process.connected) watchNpm(() => controller.abort('npm is gone'))
  return controller
}
