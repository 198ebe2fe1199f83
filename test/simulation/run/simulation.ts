import { ScavengeError } from '../../../functions/scavenge/errors.ts'
import { type Account, accountOf, checkAccount } from '../checks/account.ts'
import { checkAnswer, checkToken } from '../checks/answer.ts'
import { checkLeft, checkQuiet } from '../checks/end.ts'
import { checkError, FrozenTable } from '../checks/error.ts'
import { FAULTS, type Fault } from '../world/faults.ts'
import { type Carry, NOTHING } from './carry.ts'
import { Disturbance } from './disturbance.ts'
import { Invocations, type Outcome } from './invocation.ts'
import { drawSetting, type Setting } from './setting.ts'

/** Repetitions of one pass, as the state machine's last retrier has them. */
const MAX_RETRIES = 8

/** Passes after which an execution counts as one that never ends. */
const MAX_PASSES = 3_000

export interface Violation {
  readonly invariant: string
  readonly found: string
}

export interface Report {
  readonly seed: number
  readonly violation: Violation | undefined
  /** `complete`, the name of the error, or `RetriesExhausted`. */
  readonly ended: string
  readonly passes: number
  readonly lostPasses: number
  readonly items: number
  readonly virtualMs: number
  readonly account: Account
  readonly struck: ReadonlyMap<Fault, number>
}

interface End {
  readonly ended: string
  readonly carry: Carry
}

class Broken extends Error {}

/** Runs one execution (and those that go on from its tokens) from a seed, and checks every invariant. */
export async function simulate(seed: number, allowed: ReadonlySet<Fault> = new Set(FAULTS)): Promise<Report> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0 // the engine's errors are answers here, by the thousand
  try {
    return await new Run(seed, allowed).report()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

class Run {
  readonly #seed: number
  readonly #setting: Setting
  readonly #disturbance: Disturbance
  readonly #invocations: Invocations
  readonly #frozen: FrozenTable
  #violation: Violation | undefined

  constructor(seed: number, allowed: ReadonlySet<Fault>) {
    this.#seed = seed
    this.#setting = drawSetting(seed, allowed, (invariant, found) => this.#violate(invariant, found))
    this.#disturbance = new Disturbance(this.#setting)
    this.#invocations = new Invocations(this.#setting, this.#disturbance)
    this.#frozen = new FrozenTable(this.#setting)
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
    const { world, lengthMs, dryRun } = this.#setting
    let end: End | undefined
    let broken: unknown
    this.#disturbance.scheduleWriter()
    this.#execute().then(
      (result) => {
        end = result
      },
      (error: unknown) => {
        broken = error
      },
    )
    const stopped = () => end !== undefined || broken !== undefined || this.#violation !== undefined
    const how = await world.clock.run(stopped, Number.POSITIVE_INFINITY)
    if (broken !== undefined && !(broken instanceof Broken)) throw broken
    if (how === 'idle') this.#violate('every execution ends', 'nothing due any more, and no end')
    if (end !== undefined && this.#violation === undefined) {
      await world.clock.run(() => false, world.clock.monotonicMs() + 4 * lengthMs) // passes and requests still about
      checkAccount(this.#account(end.carry), end.carry.passes, dryRun, world.violate)
      return end
    }
    return { ended: 'violated', carry: NOTHING }
  }

  /** The state machine's loop: passes until complete, each repeated when it dies; ends with the first named error. */
  async #execute(): Promise<End> {
    const { random, world } = this.#setting
    const { clock, faults } = world
    let { input } = this.#setting
    let carry = NOTHING
    const kept: Carry[] = []
    let first = true
    let retryCount = 0
    for (let passes = 0; passes < MAX_PASSES; passes++) {
      this.#disturbance.changeRule()
      const before = carry
      const outcome = await this.#invocations.invoke({ input, carry, first, retryCount })
      if (outcome === 'stopped') {
        const from = faults.strikes('olderToken') && kept.length > 0 ? random.pick(kept) : carry
        carry = from.token === null ? NOTHING : from
        input = from.token === null ? this.#setting.input : besideToken(this.#setting.input)
        first = true
        retryCount = 0
        this.#frozen.begin()
        continue
      }
      if (outcome === 'lost') {
        if (++retryCount > MAX_RETRIES) return { ended: 'RetriesExhausted', carry }
        await clock.sleep(random.between(0, Math.min(60_000, 2_000 * 2 ** retryCount)))
        continue
      }
      if (outcome instanceof ScavengeError) {
        checkError(outcome, this.#setting, this.#disturbance, this.#invocations.all.at(-1), before, first)
        return { ended: outcome.name, carry }
      }
      const { result, pass } = outcome
      this.#frozen.check(pass, result.continuationToken)
      carry = this.#hear(outcome, before, before.lost + retryCount + (first && before.token !== null ? 1 : 0))
      if (result.status === 'complete') {
        this.#checkComplete(outcome, carry)
        return { ended: result.ledger.failed > 0 ? 'FailedItems' : 'complete', carry }
      }
      kept.push(carry)
      first = false
      retryCount = 0
      await clock.sleep(result.waitSeconds * 1_000)
    }
    this.#violate('every execution ends', `no end after ${MAX_PASSES} passes`)
    throw new Broken()
  }

  /** Checks an answer, and makes what it hands on. */
  #hear({ result, pass, cutoffMs }: Answer, before: Carry, lost: number): Carry {
    const { random, world } = this.#setting
    const passes = [...before.passes, pass]
    const token = result.continuationToken
    checkAnswer(result, passes, { lost, cutoffMs }, world.violate)
    if (token !== undefined) checkToken(token, world.table.description.key, random, world.violate)
    return {
      token: token ?? null,
      passes,
      lost,
      cutoffMs,
      readsFromMs: before.token === null ? pass.process.startedMs : before.readsFromMs,
      table: pass.description.identity,
      rule: this.#disturbance.fingerprint,
    }
  }

  #checkComplete({ result, cutoffMs }: Answer, carry: Carry): void {
    const { world, dryRun, shape } = this.#setting
    const { table, faults, violate } = world
    const { rule } = this.#disturbance
    if (!dryRun) checkLeft(table.entries, rule, carry, shape.stalenessMs, violate)
    const quiet = !faults.may('writer') && table.description.identity === 'table 1'
    const all = this.#invocations.all.every((pass) => pass.cutoffMs === cutoffMs && pass.at.rule === rule)
    if (quiet && all) checkQuiet(table.entries, rule, result, violate)
  }

  #account({ passes }: Carry): Account {
    const { table, violate } = this.#setting.world
    return accountOf(table.entries, this.#invocations.all, passes, violate)
  }

  #violate(invariant: string, found: string): void {
    this.#violation ??= { invariant, found }
  }
}

type Answer = Exclude<Outcome, string | ScavengeError>

/** What a person types beside a token: not what the token brings. */
function besideToken(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { olderThan, totalSegments, ...rest } = input
  return rest
}
