/** The environment of a process that evaluates JavaScript before its program. */
export function evaluating(javascript: string): Readonly<Record<string, string>> {
  return { NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(javascript)}` }
}

/** Time passes so many times as fast for the process: on its monotonic clock, and for its timers. */
export function hurried(times: number): string {
  return `
    const [now, wait] = [performance.now.bind(performance), setTimeout]
    performance.now = () => now() * ${times}
    globalThis.setTimeout = (run, ms, ...more) => wait(run, ms / ${times}, ...more)`
}

/** Nothing of the process runs for so many milliseconds: no timer, no answer, no report. */
export function standStill(milliseconds: number | 'Infinity'): string {
  return `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds})`
}

/** What is evaluated when a pass has deleted something. */
export function onceDeleted(javascript: string): string {
  const heard = `({ ledger }) => { if (ledger.deleted > 0) { ${javascript} } }`
  return `import { subscribe } from 'node:diagnostics_channel'; subscribe('scavenge:progress', ${heard})`
}
