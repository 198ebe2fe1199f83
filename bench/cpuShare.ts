import { existsSync, mkdirSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const VERSION_1 = '/sys/fs/cgroup/cpu'
const VERSION_2 = '/sys/fs/cgroup'
const PERIOD_US = 20_000
/** The kernel's least quota. */
const LEAST_US = 1_000

/** Groups of this process so far. */
let groups = 0

/** A control group whose processes together get a share of one CPU. */
export interface CpuShare {
  /** A command that joins the group and becomes `command`. */
  wrap(command: readonly string[]): readonly string[]
  /** Removes the group once its processes are gone. */
  close(): Promise<void>
}

/** Limits CPU to `share` of one core; undefined where this machine does not let us (no Linux, no right, no controller). */
export function limitCpu(share: number): CpuShare | undefined {
  const quotaUs = Math.max(LEAST_US, Math.round(share * PERIOD_US))
  const isVersion2 = existsSync(join(VERSION_2, 'cgroup.controllers'))
  const group = join(isVersion2 ? VERSION_2 : VERSION_1, `bench-${process.pid}-${++groups}`)
  try {
    mkdirSync(group)
    try {
      if (isVersion2) writeFileSync(join(group, 'cpu.max'), `${quotaUs} ${PERIOD_US}`)
      else {
        writeFileSync(join(group, 'cpu.cfs_period_us'), String(PERIOD_US))
        writeFileSync(join(group, 'cpu.cfs_quota_us'), String(quotaUs))
      }
    } catch (error) {
      rmdirSync(group)
      throw error
    }
  } catch {
    return undefined // not allowed here: the caller computes instead, and says so
  }
  return {
    wrap: (command) => ['sh', '-c', 'echo $$ > "$0/cgroup.procs" && exec "$@"', group, ...command],
    async close() {
      for (let tries = 0; tries < 20; tries++) {
        try {
          return rmdirSync(group)
        } catch {
          await sleep(50) // the kernel still counts a process that has just ended
        }
      }
    },
  }
}
