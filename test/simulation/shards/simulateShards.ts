import { accountOf, checkAccount } from '../checks/account.ts'
import { checkLeft, checkQuiet } from '../checks/end.ts'
import { mostDeletes } from '../checks/guard.ts'
import { SumCheck } from '../checks/sum.ts'
import { Disturbance } from '../run/disturbance.ts'
import { Invocations } from '../run/invocation.ts'
import type { Allowed, Setting } from '../run/setting.ts'
import type { Report, Simulated, Violation } from '../run/simulation.ts'
import { untilDone } from '../run/untilDone.ts'
import { FAULTS, type Fault } from '../world/faults.ts'
import { SimulatedExecution } from './execution.ts'
import { SimulatedExecutions } from './executions.ts'
import type { Machine } from './machine.ts'
import { ParentRun } from './parentRun.ts'
import { drawShardsSetting, type ShardsSetting } from './shardsSetting.ts'

/** How often a person redrives parents or runs them again. */
const MAX_TRIES = 5

/** Parents of a run after which it counts as one that never ends. */
const MAX_PARENTS = 100

/** Step Functions' clock starts all executions of a run: it does not jump. */
const LEFT_OUT: ReadonlySet<Fault> = new Set(['wallClockJump'])

/** Runs one parent with its shards, all of their executions side by side, from a seed, and checks every invariant. */
export async function simulateShards(
  seed: number,
  { faults = FAULTS, rules = 'plain' }: Simulated = {},
): Promise<Report> {
  const { stackTraceLimit } = Error
  Error.stackTraceLimit = 0 // the engine's errors are answers here, by the thousand
  try {
    const may = new Set([...faults].filter((fault) => !LEFT_OUT.has(fault)))
    return await new Run(seed, { faults: may, rules }).report()
  } finally {
    Error.stackTraceLimit = stackTraceLimit
  }
}

class Run {
  readonly #seed: number
  readonly #setting: ShardsSetting
  readonly #machine: Machine
  readonly #parents: ParentRun[] = []
  #violation: Violation | undefined
  /** The input that a person types. */
  #typed: Setting['input']
  #redrives = 0

  constructor(seed: number, allowed: Allowed) {
    this.#seed = seed
    const violate = (invariant: string, found: string) => this.#violate(invariant, found)
    const setting = drawShardsSetting(seed, allowed, violate)
    const disturbance = new Disturbance(setting)
    const invocations = new Invocations(setting, disturbance)
    const executions = new SimulatedExecutions(setting.world)
    const nowMs = () => Math.floor(setting.startMs + setting.world.clock.monotonicMs())
    const sum = new SumCheck({ shards: setting.shards, mostDeletes: mostDeletes(setting.input) }, violate)
    this.#setting = setting
    this.#machine = { setting, disturbance, invocations, executions, sum, nowMs }
    this.#typed = setting.input
  }

  async report(): Promise<Report> {
    const { world, items } = this.#setting
    const { invocations, sum, executions } = this.#machine
    const ended = await this.#untilItEnds()
    const shards = [...executions.all].filter(
      ({ name }) => !this.#parents.some(({ execution }) => execution.name === name),
    )
    const rounds = this.#parents.reduce((sum, parent) => sum + parent.rounds, 0)
    return {
      seed: this.#seed,
      violation: this.#violation,
      ended,
      passes: invocations.all.length,
      lostPasses: sum.carry.lost,
      items,
      virtualMs: world.clock.monotonicMs(),
      account: this.#account(),
      struck: world.faults.struck,
      counts: { ...countsOf(shards), rounds, parents: this.#parents.length, redrives: this.#redrives },
    }
  }

  async #untilItEnds(): Promise<string> {
    const { world, dryRun } = this.#setting
    this.#machine.disturbance.scheduleWriter()
    const isBroken = () => this.#violation !== undefined
    const ended = await untilDone(this.#setting, isBroken, () => this.#untilAPersonLeavesIt())
    if (ended === undefined) return 'violated'
    const { sum, invocations } = this.#machine
    checkAccount(this.#account(), sum.carry.passes, dryRun, world.violate)
    sum.checkSegments(invocations.shardOf, Math.max(...this.#parents.map(({ segments }) => segments)))
    return ended
  }

  /** A person redrives a parent that failed, or runs it again, some times. */
  async #untilAPersonLeavesIt(): Promise<string> {
    const { world, lengthMs, name } = this.#setting
    let parent = this.#start(name, this.#typed)
    for (let tries = 0; ; ) {
      const end = await parent.run()
      const { execution, answer } = parent
      if (end === 'complete') this.#checkComplete(parent)
      if (end === 'complete' || end === 'FailedItems') return end
      if (end === 'handedOver') {
        const input = { ...JSON.parse(execution.input), force: true, continueFrom: execution.name }
        parent = this.#start(String(answer && 'successor' in answer && answer.successor), input)
        continue
      }
      if (++tries > MAX_TRIES) return execution.error ?? execution.status
      await world.clock.sleep(lengthMs * world.random.magnitude(0.01, 3))
      parent = this.#again(parent, end)
    }
  }

  /** A person looks at a parent that failed: redrives it, or runs it again in its place. */
  #again(parent: ParentRun, end: 'failed' | 'guardTripped'): ParentRun {
    const { random } = this.#setting
    const { sum, nowMs } = this.#machine
    const { execution } = parent
    if (end === 'guardTripped') {
      const { guards, ...rest } = this.#typed
      this.#typed = rest
      sum.loosen()
    }
    const isRefused = execution.error === 'InvalidInput' // by a state that a redrive does not leave
    const redrives = end === 'failed' && !isRefused && random.chance(0.5)
    if (redrives || parent.segments === 0) {
      this.#redrives++
      execution.redriven(nowMs())
      return parent
    }
    const { shards, shardsAtOnce, ...rest } = this.#typed
    const input = random.chance(0.5) ? rest : this.#typed
    return this.#start(`again-${this.#parents.length}`, { ...input, continueFrom: execution.name })
  }

  #start(name: string, input: Setting['input']): ParentRun {
    const { executions, nowMs } = this.#machine
    const execution = new SimulatedExecution(executions.arnOf(name), JSON.stringify(input), nowMs())
    executions.add(execution)
    const parent = new ParentRun(this.#machine, execution)
    this.#parents.push(parent)
    if (this.#parents.length > MAX_PARENTS) this.#violate('every execution ends', `more than ${MAX_PARENTS} parents`)
    return parent
  }

  #checkComplete({ answer }: ParentRun): void {
    const { setting, disturbance, invocations, sum } = this.#machine
    const { world, dryRun, shape } = setting
    const { table, faults, violate } = world
    const { carry } = sum
    if (!dryRun) checkLeft(world, disturbance.rule, carry, shape)
    const quiet = !faults.may('writer') && table.description.identity === 'table 1'
    const [pass] = carry.passes
    const same = invocations.all.every(({ at }) => at.rule === disturbance.rule)
    if (quiet && same && pass && answer) checkQuiet(table.entries, pass, answer, violate)
  }

  #account() {
    const { invocations, sum } = this.#machine
    const { table, violate } = this.#setting.world
    return accountOf(table.entries, invocations.all, sum.carry.passes, violate)
  }

  #violate(invariant: string, found: string): void {
    this.#violation ??= { invariant, found }
  }
}

/** What the shards' executions came to. */
function countsOf(shards: readonly SimulatedExecution[]): Record<string, number> {
  const ended = shards.map(
    ({ status, output, error }) => error ?? (output?.startsWith(CONTINUED) ? 'continued' : status),
  )
  const counts: Record<string, number> = { shards: shards.length }
  for (const each of ended) counts[each] = (counts[each] ?? 0) + 1
  return counts
}

const CONTINUED = '{"status":"continued"'
