import type { Round } from '../../../functions/scavenge/execution/shards/round.ts'
import { Semaphore } from '../../../functions/scavenge/waiting/semaphore.ts'
import { SimulatedExecution } from './execution.ts'
import type { Machine } from './machine.ts'
import { ShardRun } from './shardRun.ts'

/** The state of a parent that runs its shards. */
export class ShardsMap {
  readonly #machine: Machine
  readonly #parent: SimulatedExecution
  /** Names of the executions that it no longer waits for. */
  readonly #over = new Set<string>()
  readonly #running = new Set<SimulatedExecution>()

  constructor(machine: Machine, parent: SimulatedExecution) {
    this.#machine = machine
    this.#parent = parent
  }

  /** The state Shards: so many at once, whatever each ends as. False where the execution is stopped meanwhile. */
  async run({ shards, atOnce, input }: Round): Promise<boolean> {
    const { world, lengthMs } = this.#machine.setting
    const stop = new AbortController()
    const semaphore = new Semaphore(atOnce)
    const iterations = shards.map(async (start) => {
      if (this.#over.has(start.name) || !(await semaphore.acquire(stop.signal))) return
      await this.#runShard(start, input)
      this.#over.add(start.name)
      semaphore.release()
    })
    const all = Promise.all(iterations).then(() => true)
    if (!world.faults.strikes('stop')) return all
    const later = world.clock.sleep(lengthMs * world.faults.random('stop').magnitude(0.01, 10)).then(() => false)
    const isOver = await Promise.race([all, later])
    if (!isOver) this.#stop(stop)
    return isOver
  }

  /** A person stops the execution, and with it some of its shards. */
  #stop(stop: AbortController): void {
    const { setting, nowMs } = this.#machine
    stop.abort()
    this.#parent.ended(nowMs(), { status: 'ABORTED' })
    for (const shard of this.#running) if (setting.random.chance(0.5)) shard.ended(nowMs(), { status: 'ABORTED' })
  }

  /** The state StartShard. A name that is taken is that of an execution which an earlier try has started. */
  async #runShard({ name, input: own }: Round['shards'][number], common: Round['input']): Promise<void> {
    const { setting, executions, sum, nowMs } = this.#machine
    const { clock, faults, latencyMs } = setting.world
    await clock.sleep(latencyMs)
    if (executions.find(name) !== undefined || faults.strikes('failedStart')) return
    const input = JSON.stringify({ ...common, ...own })
    const execution = new SimulatedExecution(executions.arnOf(name), input, nowMs(), sum.carryOf(own.shard))
    executions.add(execution)
    sum.started(own.shard, execution)
    this.#running.add(execution)
    await new ShardRun(this.#machine, execution).run()
    this.#running.delete(execution)
    sum.checkTexts(execution)
  }
}
