/** Aborts when this process is told to stop; the reason is the signal's name, or `disconnect` when the launcher died. */
export function stopSignal(): AbortController {
  const controller = new AbortController()
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => controller.abort(name))
  // Only where the launcher started this process on another Node. Listening must not keep it alive.
  process.on('disconnect', () => controller.abort('disconnect'))
  process.channel?.unref()
  return controller
}
