import type { Random } from './random.ts'

/** Every fault that a run may have, with the highest probability drawn for it and what the probability is of. */
const MOST = {
  /** of a statement */
  throttledStatement: 0.4,
  /** of a request */
  throttledRequest: 0.4,
  /** of a request, to begin one that lasts */
  throttleStorm: 0.05,
  /** of a request, to begin one that lasts on one partition */
  partitionStorm: 0.05,
  /** of a run: from some moment on the table takes no more deletes, or nothing at all */
  frozenTable: 0.3,
  /** of a request; its work may be done */
  internalError: 0.2,
  /** of a statement; its work may be done */
  internalStatement: 0.5,
  /** of an item: each delete of it is refused */
  rejectedItem: 0.1,
  /** of a request */
  resetBefore: 0.2,
  /** of a request */
  resetAfter: 0.2,
  /** of a request: no answer ever */
  silence: 0.1,
  /** of a request */
  slowAnswer: 0.1,
  /** of a request: carried out late, maybe when its pass is over */
  lateWork: 0.1,
  /** of a request: done in two parts, apart in time */
  halfWork: 0.5,
  /** of a request: AccessDenied */
  denied: 0.001,
  /** of a pass: it dies at a moment */
  kill: 0.6,
  /** of a pass: it dies as it waits for something */
  killAtCall: 0.6,
  /** of a pass: its process stands still for a while, maybe over its end */
  stall: 0.6,
  /** of a pass: it is repeated while it still runs */
  repeatWhileRunning: 0.4,
  /** of a pass: its answer is lost, and its token with it */
  lostAnswer: 0.4,
  /** of a pass: the execution is stopped and another begins from the last token */
  stop: 0.4,
  /** of such a stop: the token is an older one */
  olderToken: 0.5,
  /** of such a stop: the wall clock went back or forth meanwhile */
  wallClockJump: 0.5,
  /** of a pass: the table is deleted and made again while it runs */
  tableRemade: 0.05,
  /** of a pass: the rule is deployed anew before it */
  ruleChanged: 0.05,
  /** of a run: somebody writes to the table meanwhile */
  writer: 1,
  /** of an item in a page */
  staleRead: 1,
  /** of a page: it ends before its limit */
  shortPage: 0.5,
  /** of a timer: it fires late, or a little early */
  timerJitter: 1,
  /** of a pass: it begins with less time than the others */
  shortPass: 0.3,
  /** of an item: each delete of it is denied */
  deniedItem: 0.1,
  /** of a request: it was signed too long ago */
  expiredSignature: 0.2,
  /** of a read that finds out what a failed condition means: denied, throttled or failed */
  failedLookup: 0.5,
  /** of a shard: its execution can not be started, and its name stays free */
  failedStart: 0.5,
} as const satisfies Record<string, number>

export type Fault = keyof typeof MOST

export const FAULTS = Object.keys(MOST) as readonly Fault[]

/** Share of the runs that have a fault at all. */
const ACTIVE_SHARE = 0.25
const CALM_SHARE = 0.05

/** Faults that matter only together with others, or at few moments of a run. They are drawn more often and higher. */
const OFTEN: ReadonlySet<Fault> = new Set(['writer', 'staleRead', 'stop', 'olderToken', 'wallClockJump'])

/** The faults of one run: which may strike and how often, each from a stream of its own. */
export class Faults {
  readonly #chances = new Map<Fault, number>()
  readonly #streams = new Map<Fault, Random>()
  readonly struck = new Map<Fault, number>()

  /** `allowed`: the faults that may strike. The draws of each fault do not depend on it. */
  constructor(random: Random, allowed: ReadonlySet<Fault>) {
    const shape = random.fork('faults')
    const share = shape.chance(CALM_SHARE) ? 0 : ACTIVE_SHARE * shape.pick([0.5, 1, 1, 2])
    for (const fault of FAULTS) {
      const active = shape.chance(share * (OFTEN.has(fault) ? 2 : 1))
      const chance = MOST[fault] * shape.magnitude(OFTEN.has(fault) ? 0.3 : 0.03, 1)
      this.#chances.set(fault, active && allowed.has(fault) ? chance : 0)
      this.#streams.set(fault, random.fork(fault))
    }
  }

  /** Whether a fault may strike in this run. */
  may(fault: Fault): boolean {
    return this.chance(fault) > 0
  }

  chance(fault: Fault): number {
    return this.#chances.get(fault) ?? 0
  }

  strikes(fault: Fault): boolean {
    const chance = this.chance(fault)
    if (chance === 0 || !this.random(fault).chance(chance)) return false
    this.struck.set(fault, (this.struck.get(fault) ?? 0) + 1)
    return true
  }

  /** The fault's own stream, for how it strikes. */
  random(fault: Fault): Random {
    const stream = this.#streams.get(fault)
    if (stream === undefined) throw new Error(`fault ${fault}: expected a stream, found none`)
    return stream
  }
}
