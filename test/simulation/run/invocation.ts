import { ScavengeError, TableNotFound } from '../../../functions/scavenge/errors.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import type { PassInput } from '../../../functions/scavenge/execution/input.ts'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { runPass } from '../../../functions/scavenge/pass/runPass.ts'
import { shardText } from '../../../functions/scavenge/progress/shard.ts'
import { placeOf } from '../../../functions/scavenge/progress/token.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { ruleAtTable } from '../table/ruleAtTable.ts'
import { SimulatedPass } from '../world/pass.ts'
import type { Carry } from './carry.ts'
import type { Disturbance } from './disturbance.ts'
import type { Setting } from './setting.ts'

/** An answer, the error that a pass threw, its loss, or that the execution was stopped meanwhile. */
export type Outcome =
  | 'lost'
  | 'stopped'
  | ScavengeError
  | { readonly result: PassResult; readonly pass: SimulatedPass; readonly cutoffMs: number }

/** How the state machine invokes a pass. */
interface Call {
  readonly input: Readonly<Record<string, unknown>>
  readonly carry: Carry
  readonly first: boolean
  readonly retryCount: number
  /** The code that Begin judged, where it tells. */
  readonly judged: string | undefined
}

/** Invokes passes, each from its event to its answer, its error or its loss. */
export class Invocations {
  /** Every pass that ran. */
  readonly all: SimulatedPass[] = []
  /** The shard that a pass works, such as `3/16`; none where it works the whole table. */
  readonly shardOf = new Map<SimulatedPass, string>()
  readonly #setting: Setting
  readonly #disturbance: Disturbance

  constructor(setting: Setting, disturbance: Disturbance) {
    this.#setting = setting
    this.#disturbance = disturbance
  }

  async invoke({ input: executionInput, carry, first, retryCount, judged }: Call): Promise<Outcome> {
    const { rule, startMs } = this.#disturbance
    const event = {
      input: executionInput,
      pass: { status: first ? 'start' : 'continue', continuationToken: carry.token },
      ...(judged !== undefined && { decided: { code: judged } }),
      execution: { id: 'simulated', startTime: new Date(startMs).toISOString() },
      retryCount,
    }
    const input = parsedOrRefused(event, rule.parsed)
    return input instanceof ScavengeError ? input : this.pass(input, carry.cutoffMs)
  }

  /** Runs one pass. `fixedMs`: the cutoff, where a pass or a parent before it has fixed one. */
  async pass(input: PassInput, fixedMs: number | undefined): Promise<Outcome> {
    const { world, olderThanMs } = this.#setting
    const { clock, faults, table, missingUntilMs } = world
    const { rule, startMs } = this.#disturbance
    if (clock.monotonicMs() < missingUntilMs) return new TableNotFound('table: none')
    const leastMs = Math.max(rule.olderThanMs, olderThanMs ?? 0)
    const cutoffMs = fixedMs ?? startMs - leastMs
    const pass = new SimulatedPass(world, {
      settings: input.settings,
      at: ruleAtTable(rule, table.description),
      cutoffMs,
      isDue: (content) => rule.isDue(content, cutoffMs, leastMs),
      lengthMs: this.#drawLengthMs(),
      epochMs: startMs,
      deletesAllowed: allowedBefore(input.token),
    })
    this.all.push(pass)
    if (input.division.kind === 'shard') this.shardOf.set(pass, shardText(input.division.shard))
    this.#disturbance.scheduleRemake()

    const outcomes = [this.#run(pass, input, rule.parsed), pass.process.died.then(() => 'lost' as const)]
    if (faults.strikes('repeatWhileRunning')) outcomes.push(this.#after(pass, 'repeatWhileRunning', 'lost'))
    if (faults.strikes('stop')) outcomes.push(this.#after(pass, 'stop', 'stopped'))
    const outcome = await Promise.race(outcomes)
    if (outcome === 'stopped') this.#disturbance.jump()
    if (typeof outcome === 'object' && 'result' in outcome && faults.strikes('lostAnswer')) return 'lost'
    return outcome
  }

  #drawLengthMs(): number {
    const { world, lengthMs } = this.#setting
    const { faults } = world
    return faults.strikes('shortPass') ? lengthMs * faults.random('shortPass').between(0.3, 1) : lengthMs
  }

  #run(pass: SimulatedPass, input: PassInput, rule: Rule): Promise<Outcome> {
    const random = this.#setting.random.fork(`engine ${this.all.length}`)
    const { process, cutoffMs } = pass
    const context = {
      clock: process,
      random: () => random.next(),
      table: pass,
      rule,
      remainingMs: process.lengthMs,
    }
    return runPass(input, context).then(
      ({ answer: result }) => {
        if (!process.alive) return 'lost' as const // killed in the same moment: nobody hears it
        pass.answered()
        return { result, pass, cutoffMs }
      },
      (error: unknown) => {
        if (!process.alive) return 'lost' as const
        pass.answered()
        if (error instanceof ScavengeError) return error
        this.#setting.world.violate('a pass answers or throws an error with a name', String(error))
        return 'lost' as const
      },
    )
  }

  async #after(pass: SimulatedPass, fault: 'repeatWhileRunning' | 'stop', outcome: Outcome): Promise<Outcome> {
    const { world, random } = this.#setting
    await world.clock.sleep(pass.process.lengthMs * world.faults.random(fault).magnitude(0.01, 1))
    if (fault === 'stop' && random.chance(0.5)) pass.process.kill()
    return outcome
  }
}

/** Whether a token's ledger holds a delete that was allowed. */
function allowedBefore(token: string | undefined): boolean {
  if (token === undefined) return false
  const { deleted, spared } = placeOf(token).counts
  return deleted + spared > 0
}

/** What the function makes of an event, or the error by which it refuses it. */
export function parsedOrRefused(event: unknown, rule: Rule): PassInput | ScavengeError {
  try {
    return parseEvent(event, rule)
  } catch (error) {
    if (error instanceof ScavengeError) return error
    throw error
  }
}
