import { InvalidContinuationToken, ScavengeError, TableNotFound } from '../../functions/scavenge/errors.ts'
import { type PassInput, parseEvent } from '../../functions/scavenge/input.ts'
import { type PassResult, runPass } from '../../functions/scavenge/pass.ts'
import { type Rule, ruleFingerprint } from '../../functions/scavenge/rule.ts'
import { decodeToken, MAX_TOKEN_BYTES } from '../../functions/scavenge/token.ts'
import { ManualClock } from './manualClock.ts'
import { FAULTS, type Fault, Faults } from './simulatedFaults.ts'
import { SimulatedPass, type Statement, type World } from './simulatedPass.ts'
import { Random } from './simulatedRandom.ts'
import { ageOf, Contents, Keys, type SimulatedRule, simulatedRule } from './simulatedRule.ts'
import { ruleAtTable, SimulatedTable, type TableShape } from './simulatedTable.ts'

/** Repetitions of one pass, as the state machine's last retrier has them. */
const MAX_RETRIES = 8

/** Passes after which an execution counts as one that never ends. */
const MAX_PASSES = 3_000

/** Passes after which a table that stands still must have ended the execution: ten lengths, of passes of half a length. */
const MAX_FROZEN_PASSES = 30

export interface Violation {
  readonly invariant: string
  readonly found: string
}

/** How `deleted` came about: every term of the equation, counted by the simulation itself. */
export interface Account {
  /** Items that the table lost to us. */
  lostToUs: number
  /** of these: by deletes whose answer no pass heard */
  unanswered: number
  /** of these: by passes that the ledger does not hold, since they died or their answer was lost */
  lostWithPass: number
  /** Deletes acknowledged as done whose item was gone: by others. */
  goneByOthers: number
  /** … by a delete of ours whose answer no pass heard */
  goneUnanswered: number
  /** … by a pass that the ledger does not hold */
  goneLostWithPass: number
  /** … by a delete that the ledger counts: a stale read had shown the item once more */
  goneStaleReread: number
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

/** What a token stands for: the passes that its ledger holds, and what they hand on. */
interface Carry {
  readonly token: string | null
  readonly passes: readonly SimulatedPass[]
  readonly lost: number
  readonly cutoffMs: number | undefined
  /** Virtual time at which the oldest of these passes began to read. */
  readonly readsFromMs: number
  readonly table: string
  readonly rule: string
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
  readonly #random: Random
  readonly #faults: Faults
  readonly #clock: ManualClock
  readonly #table: SimulatedTable<Statement>
  readonly #world: World
  readonly #rules: readonly SimulatedRule[]
  readonly #input: Readonly<Record<string, unknown>>
  readonly #dryRun: boolean
  readonly #olderThanMs: number | undefined
  readonly #lengthMs: number
  readonly #items: number
  readonly #shape: TableShape
  readonly #all: SimulatedPass[] = []
  #executionInput: Readonly<Record<string, unknown>>
  #rule = 0
  #startMs: number
  #violation: Violation | undefined
  #jumped = false
  #changedRule = false
  #writing = true
  #frozenPasses = 0
  #frozenAt = ''

  constructor(seed: number, allowed: ReadonlySet<Fault>) {
    const random = new Random(seed)
    const shape = random.fork('shape')
    this.#seed = seed
    this.#random = random.fork('driver')
    this.#faults = new Faults(random, allowed)
    const ties = random.fork('ties')
    this.#clock = new ManualClock(() => ties.next())
    this.#lengthMs = Math.round(shape.chance(0.03) ? shape.magnitude(20_000, 900_000) : shape.magnitude(2_000, 20_000))
    this.#startMs = 1_700_000_000_000 + shape.whole(0, 1e10)
    this.#items = shape.chance(0.002) ? 3_000 : shape.chance(0.06) ? shape.whole(100, 400) : shape.whole(0, 100)

    const age = ageOf(shape)
    const bigItems = shape.chance(0.05)
    const partitions = shape.pick([1, 1, 2, 4, 8])
    const needed = this.#items * (bigItems ? 200 : 2)
    const lengthSeconds = this.#lengthMs / 1_000
    const speed = this.#speed(shape, needed / lengthSeconds)
    this.#rules = [simulatedRule(shape, age, speed), simulatedRule(shape, age, this.#speed(shape, 1e6))]
    const { olderThanMs } = this.#current
    this.#dryRun = shape.chance(0.08)
    const longer = shape.chance(0.1) ? Math.ceil((olderThanMs * shape.between(1, 3)) / 60_000) : undefined
    this.#olderThanMs = longer === undefined ? undefined : longer * 60_000
    this.#input = {
      ...(this.#dryRun && { dryRun: true }),
      ...(longer !== undefined && { olderThan: `${longer}m` }),
      ...(shape.chance(0.2) && { deleters: shape.whole(1, 12) }),
      ...(shape.chance(0.2) && { readers: shape.whole(1, 12) }),
      ...(shape.chance(0.1) && { totalSegments: shape.whole(1, 64) }),
    }
    this.#executionInput = this.#input
    this.#shape = {
      partitions,
      bigItems,
      writeUnitsPerSecond: Math.max(0.2, (needed / lengthSeconds / partitions) * shape.magnitude(0.1, 100)),
      readUnitsPerSecond: Math.max(1, (needed / lengthSeconds / partitions) * shape.magnitude(0.5, 100)),
      burstSeconds: shape.magnitude(0.1, 300),
      stalenessMs: this.#lengthMs * shape.magnitude(0.01, 3),
    }
    const cutoffs = this.#rules.map((rule) => this.#startMs - Math.max(rule.olderThanMs, this.#olderThanMs ?? 0))
    const contents = new Contents(random.fork('contents'), age, cutoffs)
    this.#table = new SimulatedTable(this.#shape, this.#faults, random.fork('table'), new Keys(shape), contents)
    const frozen = this.#faults.strikes('frozenTable') ? this.#faults.random('frozenTable') : undefined
    this.#world = {
      clock: this.#clock,
      faults: this.#faults,
      random: random.fork('network'),
      table: this.#table,
      batchSize: shape.pick([25, 25, 25, 10, 1]),
      latencyMs: this.#lengthMs * shape.magnitude(0.0005, 0.1),
      abortsAnswer: shape.chance(0.5),
      jitterMs: this.#faults.strikes('timerJitter') ? this.#faults.random('timerJitter').magnitude(1, 40) : 0,
      frozen: frozen && { fromMs: this.#lengthMs * frozen.magnitude(0.01, 5), reads: frozen.chance(0.5) },
      storm: { untilMs: -1, partition: undefined },
      missingUntilMs: -1,
      violate: (invariant, found) => this.#violate(invariant, found),
    }
    this.#table.fill(this.#items, -1e9)
  }

  async report(): Promise<Report> {
    const { ended, carry } = await this.#untilItEnds()
    const account = this.#account(carry.passes)
    return {
      seed: this.#seed,
      violation: this.#violation,
      ended,
      passes: this.#all.length,
      lostPasses: carry.lost,
      items: this.#items,
      virtualMs: this.#clock.monotonicMs(),
      account,
      struck: this.#faults.struck,
    }
  }

  async #untilItEnds(): Promise<{ ended: string; carry: Carry }> {
    let end: { ended: string; carry: Carry } | undefined
    let broken: unknown
    this.#scheduleWriter()
    this.#execute().then(
      (result) => {
        end = result
      },
      (error: unknown) => {
        broken = error
      },
    )
    const stopped = () => end !== undefined || broken !== undefined || this.#violation !== undefined
    const how = await this.#clock.run(stopped, Number.POSITIVE_INFINITY)
    if (broken !== undefined && !(broken instanceof Broken)) throw broken
    if (how === 'idle') this.#violate('every execution ends', 'nothing due any more, and no end')
    if (end !== undefined && this.#violation === undefined) {
      await this.#clock.run(() => false, this.#clock.monotonicMs() + 4 * this.#lengthMs) // passes and requests still about
      this.#checkEquation(end)
      return end
    }
    return { ended: 'violated', carry: { ...NOTHING, lost: 0 } }
  }

  /** The state machine's loop: passes until complete, each repeated when it dies; ends with the first named error. */
  async #execute(): Promise<{ ended: string; carry: Carry }> {
    let carry = NOTHING
    const kept: Carry[] = []
    let first = true
    let retries = 0
    for (let passes = 0; passes < MAX_PASSES; passes++) {
      this.#changeRule()
      const before = carry
      const outcome = await this.#pass(carry, first, retries)
      if (outcome === 'stopped') {
        const from = this.#faults.strikes('olderToken') && kept.length > 0 ? this.#random.pick(kept) : carry
        carry = from.token === null ? NOTHING : from
        first = true
        retries = 0
        this.#frozenPasses = 0
        this.#executionInput = from.token === null ? this.#input : this.#inputBesideToken()
        continue
      }
      if (outcome === 'lost') {
        if (++retries > MAX_RETRIES) return { ended: 'RetriesExhausted', carry }
        await this.#clock.sleep(this.#random.between(0, Math.min(60_000, 2_000 * 2 ** retries)))
        continue
      }
      if (outcome instanceof ScavengeError) {
        this.#checkError(outcome, before, first)
        return { ended: outcome.name, carry }
      }
      const lost = before.lost + retries + (first && before.token !== null ? 1 : 0)
      this.#checkFrozen(outcome.pass, outcome.result.continuationToken)
      carry = this.#hear(outcome.result, outcome.pass, before, lost, outcome.cutoffMs)
      if (outcome.result.status === 'complete') {
        this.#checkLeft(carry)
        this.#checkQuiet(outcome.result)
        return { ended: outcome.result.ledger.failed > 0 ? 'FailedItems' : 'complete', carry }
      }
      kept.push(carry)
      first = false
      retries = 0
      await this.#clock.sleep(outcome.result.waitSeconds * 1_000)
    }
    this.#violate('every execution ends', `no end after ${MAX_PASSES} passes`)
    throw new Broken()
  }

  /** One invocation, from its event to its answer, its error or its loss. */
  async #pass(
    carry: Carry,
    first: boolean,
    retryCount: number,
  ): Promise<'lost' | 'stopped' | ScavengeError | { result: PassResult; pass: SimulatedPass; cutoffMs: number }> {
    const { parsed: rule, olderThanMs } = this.#current
    const event = {
      input: this.#executionInput,
      pass: { status: first ? 'start' : 'continue', continuationToken: carry.token },
      execution: { id: 'simulated', startTime: new Date(this.#startMs).toISOString() },
      retryCount,
    }
    const input = parsedOrRefused(event, rule)
    if (input instanceof ScavengeError) return input
    if (this.#clock.monotonicMs() < this.#world.missingUntilMs) return new TableNotFound('table: none')
    const cutoffMs = carry.cutoffMs ?? this.#startMs - Math.max(olderThanMs, this.#olderThanMs ?? 0)
    const lengthMs = this.#faults.strikes('shortPass')
      ? this.#lengthMs * this.#faults.random('shortPass').between(0.3, 1)
      : this.#lengthMs
    const at = ruleAtTable(this.#current, this.#table.description)
    const pass = new SimulatedPass(this.#world, input, at, cutoffMs, lengthMs)
    this.#all.push(pass)
    this.#scheduleRemake()

    const random = this.#random.fork(`engine ${this.#all.length}`)
    const context = { clock: pass, random: () => random.next(), table: pass, rule, remainingMs: lengthMs }
    const answered = runPass(input, context).then(
      (result) => {
        pass.answered()
        return { result, pass, cutoffMs }
      },
      (error: unknown) => {
        pass.answered()
        if (error instanceof ScavengeError) return error
        this.#violate('a pass answers or throws an error with a name', String(error))
        return 'lost' as const
      },
    )
    const outcomes: Promise<Awaited<typeof answered> | 'stopped'>[] = [answered, pass.died.then(() => 'lost' as const)]
    if (this.#faults.strikes('repeatWhileRunning')) outcomes.push(this.#after(pass, 'repeatWhileRunning', 'lost'))
    if (this.#faults.strikes('stop')) outcomes.push(this.#after(pass, 'stop', 'stopped'))
    const outcome = await Promise.race(outcomes)
    if (outcome === 'stopped') this.#jump()
    if (typeof outcome === 'object' && 'result' in outcome && this.#faults.strikes('lostAnswer')) return 'lost'
    return outcome
  }

  async #after<Outcome>(pass: SimulatedPass, fault: 'repeatWhileRunning' | 'stop', outcome: Outcome): Promise<Outcome> {
    await this.#clock.sleep(pass.lengthMs * this.#faults.random(fault).magnitude(0.01, 1))
    if (fault === 'stop' && this.#random.chance(0.5)) pass.kill()
    return outcome
  }

  /** Checks an answer against what the pass heard from the table, and makes what it hands on. */
  #hear(result: PassResult, pass: SimulatedPass, before: Carry, lost: number, cutoffMs: number): Carry {
    const { ledger } = result
    const passes = [...before.passes, pass]
    const sum = (count: keyof SimulatedPass['heard']) => passes.reduce((total, { heard }) => total + heard[count], 0)
    const expect = (what: string, found: number, expected: number) => {
      if (Math.abs(found - expected) > 1e-6) this.#violate(`the ledger is exact: ${what}`, `${found}, not ${expected}`)
    }
    const deleted = 'deleted' in ledger ? ledger.deleted : 0
    const { matched, young, undated, spared, failed, abandoned } = ledger
    const settled = 'wouldDelete' in ledger ? ledger.wouldDelete : deleted
    expect('it balances', young + undated + settled + spared + failed + abandoned, matched)
    expect('deleted', deleted, sum('deleted'))
    expect('scanned', ledger.scanned, sum('scanned'))
    expect('readUnits', ledger.readUnits, sum('readUnits'))
    expect('writeUnits', ledger.writeUnits, sum('writeUnits'))
    expect('passes', ledger.passes, passes.length)
    expect('lostPasses', ledger.lostPasses, lost)
    if (spared > sum('spared') || failed > sum('failed'))
      this.#violate('the ledger is exact: spared and failed', `${spared} and ${failed}`)
    if (Date.parse(result.cutoff) !== cutoffMs)
      this.#violate('the cutoff is fixed', `${result.cutoff}, not ${cutoffMs}`)
    const token = result.continuationToken
    if ((result.status === 'continue') !== (token !== undefined)) this.#violate('only continue carries a token', '')
    if (result.status === 'complete') expect('nothing is abandoned in the end', abandoned, 0)
    this.#checkToken(token)
    return {
      token: token ?? null,
      passes,
      lost,
      cutoffMs,
      readsFromMs: before.token === null ? pass.startedMs : before.readsFromMs,
      table: pass.description.identity,
      rule: this.#fingerprint,
    }
  }

  #checkToken(token: string | undefined): void {
    if (token === undefined) return
    const bytes = Buffer.byteLength(token)
    if (bytes > MAX_TOKEN_BYTES) this.#violate('a token stays under its limit', `${bytes} bytes`)
    const at = this.#random.whole(0, token.length - 1)
    const other = this.#random.pick([...'Aa0-_.!'].filter((character) => character !== token[at]))
    try {
      decodeToken(token.slice(0, at) + other + token.slice(at + 1), this.#table.description.key)
    } catch (error) {
      if (error instanceof InvalidContinuationToken) return
      throw error
    }
    this.#violate('a token is refused after a change of a byte', `none at character ${at}`)
  }

  /** When it succeeds, no candidate is left that has been one since before the oldest state that was read. */
  #checkLeft({ readsFromMs, cutoffMs = 0, passes }: Carry): void {
    if (this.#dryRun) return
    const sinceMs = readsFromMs - this.#shape.stalenessMs
    for (const { versions, place } of this.#table.entries) {
      const content = versions.at(-1)?.content
      if (content === undefined || typeof content.time !== 'number' || content.time > cutoffMs) continue
      if (!this.#current.matches(content.attributes) || candidateSince(versions) >= sinceMs) continue
      if (passes.some(({ failedKeys }) => failedKeys.has(place.id))) continue
      this.#violate('no candidate is left', `one that has been there since ${versions.at(-1)?.fromMs}`)
    }
  }

  /** Where nobody else wrote, every count is what the table held. */
  #checkQuiet({ ledger, cutoff }: PassResult): void {
    const cutoffMs = Date.parse(cutoff)
    if (this.#faults.may('writer') || this.#table.description.identity !== 'table 1') return
    if (this.#all.some((pass) => pass.cutoffMs !== cutoffMs || pass.at.rule !== this.#current)) return
    const held = { Missing: 0, Type: 0, Unreadable: 0, Implausible: 0, young: 0, candidates: 0 }
    for (const { versions } of this.#table.entries) {
      const content = versions[0]?.content
      if (content === undefined || !this.#current.matches(content.attributes)) continue
      const { time } = content
      held[typeof time !== 'number' ? time : time <= cutoffMs ? 'candidates' : 'young']++
    }
    const check = (what: string, found: number, expected: number) => {
      if (found !== expected)
        this.#violate(`on a quiet table the ledger says what is there: ${what}`, `${found}, not ${expected}`)
    }
    check('undated', ledger.undated, held.Missing + held.Type + held.Unreadable + held.Implausible)
    check('undatedMissing', ledger.undatedMissing, held.Missing)
    check('undatedType', ledger.undatedType, held.Type)
    check('undatedUnreadable', ledger.undatedUnreadable, held.Unreadable)
    check('undatedImplausible', ledger.undatedImplausible, held.Implausible)
    check('young', ledger.young, held.young)
    check('spared', ledger.spared, 0)
    if ('wouldDelete' in ledger) check('wouldDelete', ledger.wouldDelete, held.candidates)
  }

  /** An execution ends by an error only where something happened that has this name. */
  #checkError(error: ScavengeError, carry: Carry, first: boolean): void {
    const fits = () => {
      switch (error.name) {
        case 'AccessDenied':
          return this.#all.at(-1)?.wasDenied
        case 'TableNotFound':
          return this.#all.at(-1)?.missedTable || carry.table !== this.#table.description.identity
        case 'RuleChanged':
          return this.#changedRule && carry.token !== null && carry.rule !== this.#fingerprint
        case 'InvalidContinuationToken':
          return (
            first &&
            carry.token !== null &&
            (this.#jumped || this.#changedRule || this.#table.description.identity !== carry.table)
          )
        case 'InvalidInput':
          return this.#changedRule && this.#olderThanMs !== undefined && this.#olderThanMs < this.#current.olderThanMs
        case 'NoProgress':
          return this.#clock.monotonicMs() - this.#lastProgressMs(carry) >= 10 * 0.3 * this.#lengthMs
        default:
          return false
      }
    }
    if (!fits()) this.#violate('an error says what happened', `${error.name}: ${error.message}`)
  }

  /** On a table that takes no deletes some checkpoints may still move, but only so many; without a move it must end. */
  #checkFrozen({ startedMs, description }: SimulatedPass, token: string | undefined): void {
    const { frozen } = this.#world
    if (frozen === undefined || startedMs < frozen.fromMs || token === undefined) return
    const at = JSON.stringify(decodeToken(token, description.key).segments)
    this.#frozenPasses = at === this.#frozenAt ? this.#frozenPasses + 1 : 0
    this.#frozenAt = at
    if (this.#frozenPasses > MAX_FROZEN_PASSES)
      this.#violate('a table that can not move ends in NoProgress', `an answer after ${this.#frozenPasses} idle passes`)
  }

  #lastProgressMs({ passes }: Carry): number {
    return Math.max(0, ...passes.map(({ lastHeardDeleteMs }) => lastHeardDeleteMs))
  }

  /** `deleted`, derived from what the table lost and from each case by which the two may differ. */
  #checkEquation({ carry }: { carry: Carry }): void {
    const { lostToUs, ...cases } = this.#account(carry.passes)
    const deleted = carry.passes.reduce((sum, { heard }) => sum + heard.deleted, 0)
    const expected =
      lostToUs -
      cases.unanswered -
      cases.lostWithPass +
      cases.goneByOthers +
      cases.goneUnanswered +
      cases.goneLostWithPass +
      cases.goneStaleReread
    if (deleted !== expected)
      this.#violate(
        'deleted differs from the loss only as counted',
        `${deleted}, not ${expected}: ${JSON.stringify(cases)}`,
      )
    if (this.#dryRun && lostToUs > 0) this.#violate('a dry run deletes nothing', `${lostToUs}`)
  }

  #account(passes: readonly SimulatedPass[]): Account {
    const table = this.#table
    const counted = new Set(passes)
    const account: Account = {
      lostToUs: table.created - table.removedByOthers - table.live,
      unanswered: 0,
      lostWithPass: 0,
      goneByOthers: 0,
      goneUnanswered: 0,
      goneLostWithPass: 0,
      goneStaleReread: 0,
    }
    for (const { removals } of this.#all)
      for (const { pass, heard } of removals) {
        if (!counted.has(pass)) account.lostWithPass++
        else if (!heard) account.unanswered++
      }
    for (const { gone } of passes)
      for (const { removal, stale } of gone) {
        if (removal.by === 'others') account.goneByOthers++
        else if (!counted.has(removal.by.pass)) account.goneLostWithPass++
        else if (!removal.by.heard) account.goneUnanswered++
        else {
          account.goneStaleReread++
          if (!stale) this.#violate('nothing is counted twice', 'a delete acknowledged again without a stale read')
        }
      }
    return account
  }

  /** What a person types beside a token: not what the token brings. */
  #inputBesideToken(): Readonly<Record<string, unknown>> {
    const { olderThan, totalSegments, ...rest } = this.#input
    return rest
  }

  #scheduleWriter(): void {
    if (!this.#faults.strikes('writer')) return
    const random = this.#faults.random('writer')
    const meanMs = this.#lengthMs * random.magnitude(0.0002, 0.05)
    let left = random.whole(1, 300)
    const write = (): undefined => {
      if (!this.#writing || left-- === 0) return undefined
      this.#table.write(this.#clock.monotonicMs())
      this.#clock.at(this.#clock.monotonicMs() + random.exponential(meanMs), write)
      return undefined
    }
    this.#clock.at(random.exponential(meanMs), write)
  }

  #scheduleRemake(): void {
    if (!this.#faults.strikes('tableRemade')) return
    const random = this.#faults.random('tableRemade')
    const atMs = this.#clock.monotonicMs() + this.#lengthMs * random.magnitude(0.001, 1)
    const gapMs = random.chance(0.5) ? 0 : this.#lengthMs * random.magnitude(0.01, 1)
    this.#clock.at(atMs, () => {
      this.#table.remake(this.#clock.monotonicMs())
      this.#world.missingUntilMs = this.#clock.monotonicMs() + gapMs
      return undefined
    })
  }

  #changeRule(): void {
    if (!this.#faults.strikes('ruleChanged')) return
    this.#rule = 1 - this.#rule
    this.#changedRule = true
  }

  #jump(): void {
    if (!this.#faults.strikes('wallClockJump')) return
    const random = this.#faults.random('wallClockJump')
    this.#startMs += Math.round(random.magnitude(1, 1e9)) * (random.chance(0.5) ? 1 : -1)
    this.#jumped = true
  }

  get #current(): SimulatedRule {
    const rule = this.#rules[this.#rule]
    if (rule === undefined) throw new Error('rule: expected one, found none')
    return rule
  }

  get #fingerprint(): string {
    return ruleFingerprint(this.#current.parsed)
  }

  #speed(shape: Random, neededPerSecond: number): Record<string, number> {
    return {
      totalSegments: Math.floor(shape.magnitude(1, 65)),
      readers: shape.whole(1, 12),
      deleters: shape.whole(1, 12),
      ...(shape.chance(0.15) && { maxWriteUnitsPerSecond: clamp(neededPerSecond * shape.magnitude(0.1, 10)) }),
      ...(shape.chance(0.1) && { maxReadUnitsPerSecond: clamp(neededPerSecond * shape.magnitude(0.5, 10)) }),
    }
  }

  #violate(invariant: string, found: string): void {
    this.#violation ??= { invariant, found }
  }
}

const NOTHING: Carry = {
  token: null,
  passes: [],
  lost: 0,
  cutoffMs: undefined,
  readsFromMs: 0,
  table: '',
  rule: '',
}

function parsedOrRefused(event: unknown, rule: Rule): PassInput | ScavengeError {
  try {
    return parseEvent(event, rule)
  } catch (error) {
    if (error instanceof ScavengeError) return error
    throw error
  }
}

function clamp(units: number): number {
  return Math.max(1, Math.min(1_000_000, units))
}

/** Since when an item has been what it is: the last version's beginning. */
function candidateSince(versions: readonly { readonly fromMs: number }[]): number {
  return versions.at(-1)?.fromMs ?? 0
}
