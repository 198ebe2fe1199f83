import { ScavengeError } from '../../../functions/scavenge/errors.ts'
import { startKeyAttributes } from '../../../functions/scavenge/table/tableIndex.ts'
import { checkAnswer, checkToken } from '../checks/answer.ts'
import { checkLeft, checkQuiet } from '../checks/end.ts'
import { checkError, FrozenTable } from '../checks/error.ts'
import { checkGuard, mostDeletes } from '../checks/guard.ts'
import { type Carry, NOTHING } from './carry.ts'
import type { Disturbance } from './disturbance.ts'
import type { Invocations, Outcome } from './invocation.ts'
import type { Setting } from './setting.ts'

/** Repetitions of one pass, as the state machine's last retrier has them. */
const MAX_RETRIES = 8

/** Passes after which an execution counts as one that never ends. */
const MAX_PASSES = 3_000

type Answer = Exclude<Outcome, string | ScavengeError>

export interface End {
  /** `complete`, `FailedItems`, the name of the error, `RetriesExhausted`, or `violated`. */
  readonly ended: string
  readonly carry: Carry
}

/** The state machine's loop around the passes of an execution, and of those that go on from its tokens. */
export class Loop {
  readonly #setting: Setting
  readonly #disturbance: Disturbance
  readonly #invocations: Invocations
  readonly #frozen: FrozenTable
  readonly #kept: Carry[] = []
  #input: Setting['input']
  /** The input that a person types; without its guards once one has tripped and a person has looked. */
  #typed: Setting['input']
  /** The code that Begin of this execution judged. */
  #judged: string | undefined
  #carry = NOTHING
  #first = true
  #retryCount = 0

  constructor(setting: Setting, disturbance: Disturbance, invocations: Invocations) {
    this.#setting = setting
    this.#disturbance = disturbance
    this.#invocations = invocations
    this.#frozen = new FrozenTable(setting)
    this.#input = setting.input
    this.#typed = setting.input
    this.#begin()
  }

  /** Runs passes until one completes. Each is repeated when it dies; an error with a name ends the execution. */
  async run(): Promise<End> {
    for (let passes = 0; passes < MAX_PASSES; passes++) {
      this.#disturbance.changeRule()
      const end = await this.#after(await this.#invoke())
      if (end !== undefined) return end
    }
    this.#setting.world.violate('every execution ends', `no end after ${MAX_PASSES} passes`)
    return { ended: 'violated', carry: this.#carry }
  }

  #begin(): void {
    this.#judged = this.#setting.beginTells ? this.#disturbance.code : undefined
  }

  #invoke(): Promise<Outcome> {
    const [input, carry, first, retryCount] = [this.#input, this.#carry, this.#first, this.#retryCount]
    return this.#invocations.invoke({ input, carry, first, retryCount, judged: this.#judged })
  }

  async #after(outcome: Outcome): Promise<End | undefined> {
    if (outcome === 'stopped') return this.#beginAnew()
    if (outcome === 'lost') return this.#retry()
    if (outcome instanceof ScavengeError) return this.#fail(outcome)
    return this.#goOn(outcome)
  }

  /** Another execution begins, from the last token or an older one. */
  #beginAnew(): undefined {
    const { random, world } = this.#setting
    const older = world.faults.strikes('olderToken') && this.#kept.length > 0
    const from = older ? random.pick(this.#kept) : this.#carry
    return this.#goOnFrom(from)
  }

  /** Another execution goes on from there. */
  #goOnFrom(from: Carry): undefined {
    this.#carry = from.token === null ? NOTHING : from
    this.#input = from.token === null ? this.#typed : besideToken(this.#typed)
    this.#first = true
    this.#retryCount = 0
    this.#frozen.begin()
    this.#begin()
  }

  async #retry(): Promise<End | undefined> {
    const { random, world } = this.#setting
    if (++this.#retryCount > MAX_RETRIES) return { ended: 'RetriesExhausted', carry: this.#carry }
    await world.clock.sleep(random.between(0, Math.min(60_000, 2_000 * 2 ** this.#retryCount)))
    return undefined
  }

  #fail(error: ScavengeError): End {
    const last = { pass: this.#invocations.all.at(-1), carry: this.#carry, first: this.#first, judged: this.#judged }
    checkError(error, this.#setting, this.#disturbance, last)
    return { ended: error.name, carry: this.#carry }
  }

  async #goOn(answer: Answer): Promise<End | undefined> {
    const { result, pass } = answer
    this.#frozen.check(pass, result.continuationToken)
    const { code } = this.#disturbance
    if (this.#judged !== undefined && this.#judged !== code)
      this.#setting.world.violate('a pass works only the rule that Begin judged', `${code} after ${this.#judged}`)
    checkGuard(result, mostDeletes(this.#input), this.#setting.world.violate)
    this.#carry = this.#hear(answer)
    if (result.status === 'complete') {
      this.#checkComplete(answer)
      return { ended: result.ledger.failed > 0 ? 'FailedItems' : 'complete', carry: this.#carry }
    }
    this.#kept.push(this.#carry)
    if (result.status === 'guardTripped') return this.#loosen()
    this.#first = false
    this.#retryCount = 0
    await this.#setting.world.clock.sleep(result.waitSeconds * 1_000)
    return undefined
  }

  /** A person has looked, and goes on from the token of the pass that a guard ended. */
  #loosen(): undefined {
    const { guards, ...rest } = this.#typed
    this.#typed = rest
    return this.#goOnFrom(this.#carry)
  }

  /** Checks an answer, and makes what it hands on. */
  #hear({ result, pass, cutoffMs }: Answer): Carry {
    const before = this.#carry
    const lost = before.lost + this.#retryCount + (this.#first && before.token !== null ? 1 : 0)
    const { random, world } = this.#setting
    const passes = [...before.passes, pass]
    const token = result.continuationToken
    checkAnswer(result, passes, { lost, cutoffMs }, world.violate)
    if (token !== undefined) checkToken(token, startKeyAttributes(world.table.description), random, world.violate)
    return {
      token: token ?? null,
      passes,
      lost,
      cutoffMs,
      readsFromMs: before.token === null ? pass.process.startedMs : before.readsFromMs,
      table: pass.description.identity,
      code: this.#disturbance.code,
    }
  }

  #checkComplete({ result, pass, cutoffMs }: Answer): void {
    const { world, dryRun, shape } = this.#setting
    const { table, faults, violate } = world
    const { rule } = this.#disturbance
    if (!dryRun) checkLeft(world, rule, this.#carry, shape)
    const quiet = !faults.may('writer') && table.description.identity === 'table 1'
    const all = this.#invocations.all.every((each) => each.cutoffMs === cutoffMs && each.at.rule === rule)
    if (quiet && all) checkQuiet(table.entries, pass, result, violate)
  }
}

/** What a person types beside a token: not what the token brings. */
function besideToken(input: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const { olderThan, totalSegments, ...rest } = input
  return rest
}
