/** In a peer's own process: what its work took, told as one line of JSON on standard output. */
import { readFileSync } from 'node:fs'

/** What every peer tells of itself. */
export interface Measure {
  /** From the first request to the last answer. */
  readonly seconds: number
  /** CPU of the whole process, user and system, its start included. */
  readonly cpuSeconds: number
  /** … and of its work alone. */
  readonly workCpuSeconds: number
  /** MiB, the highest resident memory. */
  readonly peakMb: number
}

interface Begun {
  readonly atMs: number
  readonly cpu: NodeJS.CpuUsage
}

export function begin(): Begun {
  return { atMs: performance.now(), cpu: process.cpuUsage() }
}

export function tell(begun: Begun, more: Readonly<Record<string, unknown>> = {}): void {
  const measure: Measure = {
    seconds: (performance.now() - begun.atMs) / 1_000,
    cpuSeconds: secondsOf(process.cpuUsage()),
    workCpuSeconds: secondsOf(process.cpuUsage(begun.cpu)),
    peakMb: peakMb(),
  }
  console.log(JSON.stringify({ ...measure, ...more }))
}

function secondsOf({ user, system }: NodeJS.CpuUsage): number {
  return (user + system) / 1e6
}

/** The kernel's high-water mark where it tells it; `maxRSS` starts from the parent's size. */
function peakMb(): number {
  if (process.platform !== 'linux') return process.resourceUsage().maxRSS / 1_024
  return Number(/^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]) / 1_024
}
