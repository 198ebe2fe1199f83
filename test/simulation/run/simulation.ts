import { type Account, accountOf, checkAccount } from '../checks/account.ts'
import type { RuleKind } from '../table/rule.ts'
import { FAULTS, type Fault } from '../world/faults.ts'
import { type Carry, NOTHING } from './carry.ts'
import { Disturbance } from './disturbance.ts'
import { Invocations } from './invocation.ts'
import { type End, Loop } from './loop.ts'
import { type Allowed, drawSetting, type Setting } from './setting.ts'
import { untilDone } from './untilDone.ts'

export interface Violation {
  readonly invariant: string
  readonly found: string
}

export interface Report {
  readonly seed: number
  readonly violation: Violation | undefined
  /** As in End. */
  readonly ended: string
  readonly passes: number
  readonly lostPasses: number
  readonly items: number
  readonly virtualMs: number
  readonly account: Account
  readonly struck: ReadonlyMap<Fault, number>
  /** Of a run with shards: what its executions came to, its rounds and redrives. */
  readonly counts?: Readonly<Record<string, number>>
}

/** The faults that may strike, all unless told, and the kind of the rules, plain unless told. */
export interface Simulated {
  readonly faults?: Iterable<Fault>
  readonly rules?: RuleKind
}

/** Runs one execution (and those that go on from its tokens) from a seed, and checks every invariant. */
export async function simulate(seed: number, { faults = FAULTS, rules = 'plain' }: Simulated = {}): Promise<Report> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0 // the engine's errors are answers here, by the thousand
  try {
    return await new Run(seed, { faults: new Set(faults), rules }).report()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

class Run {
  readonly #seed: number
  readonly #setting: Setting
  readonly #disturbance: Disturbance
  readonly #invocations: Invocations
  #violation: Violation | undefined

  constructor(seed: number, allowed: Allowed) {
    this.#seed = seed
    this.#setting = drawSetting(seed, allowed, (invariant, found) => this.#violate(invariant, found))
    this.#disturbance = new Disturbance(this.#setting)
    this.#invocations = new Invocations(this.#setting, this.#disturbance)
  }

  async report(): Promise<Report> {
    const { items, world } = this.#setting
    const { ended, carry } = await this.#untilItEnds()
    const account = this.#account(carry)
    return {
      seed: this.#seed,
      violation: this.#violation,
      ended,
      passes: this.#invocations.all.length,
      lostPasses: carry.lost,
      items,
      virtualMs: world.clock.monotonicMs(),
      account,
      struck: world.faults.struck,
    }
  }

  async #untilItEnds(): Promise<End> {
    const { world, dryRun } = this.#setting
    this.#disturbance.scheduleWriter()
    const loop = new Loop(this.#setting, this.#disturbance, this.#invocations)
    const end = await untilDone(
      this.#setting,
      () => this.#violation !== undefined,
      () => loop.run(),
    )
    if (end === undefined) return { ended: 'violated', carry: NOTHING }
    checkAccount(this.#account(end.carry), end.carry.passes, dryRun, world.violate)
    return end
  }

  #account({ passes }: Carry): Account {
    const { table, violate } = this.#setting.world
    return accountOf(table.entries, this.#invocations.all, passes, violate)
  }

  #violate(invariant: string, found: string): void {
    this.#violation ??= { invariant, found }
  }
}
