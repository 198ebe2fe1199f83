import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import type { PassResult } from '../../../functions/scavenge/pass/answer/passResult.ts'
import { runPass } from '../../../functions/scavenge/pass/runPass.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { type Clock, sleepBy } from '../../../functions/scavenge/waiting/clock.ts'
import type { ManualClock } from './manualClock.ts'
import { randomOf } from './random.ts'
import type { RangedTable, User } from './rangedTable.ts'
import { START_MS } from './virtualExecution.ts'

const PASS_MS = 900_000
/** Milliseconds after which the state machine repeats a pass that was killed. */
const RETRY_MS = 3_000

const rule = parseRule(
  {
    table: 'ranged',
    filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
    age: { attribute: 'at', format: 'epochSeconds', olderThan: '1d' },
  },
  { file: 'ranged.yml', name: 'ranged' },
)

interface ShardsScene {
  readonly clock: ManualClock
  readonly table: RangedTable
  readonly shards: number
  readonly atOnce: number
  /** Of the input of each shard, as its parent deals it out. */
  readonly input: { readonly totalSegments: number; readonly readers: number; readonly caps?: object }
  /** Milliseconds until the process of a pass is killed. Drawn for each pass; Infinity where it lives. */
  readonly killedAfterMs?: () => number
}

/** What came of one shard. */
interface ShardOutcome {
  readonly shard: number
  readonly result: PassResult
  /** Items that the table removed for passes that answered. */
  readonly removed: number
  readonly killed: readonly User[]
  readonly endedMs: number
}

/** Runs shards in virtual time, so many at once, each as an execution with its own passes, until all are complete. */
export async function runShards(scene: ShardsScene): Promise<readonly ShardOutcome[]> {
  const outcomes: ShardOutcome[] = []
  let next = 1
  const lane = async () => {
    while (next <= scene.shards) outcomes.push(await runShard(scene, next++))
  }
  let over = false
  const all = Promise.all(Array.from({ length: scene.atOnce }, lane)).finally(() => {
    over = true
  })
  all.catch(() => undefined) // awaited below, when virtual time has passed
  await scene.clock.run(() => over, Number.POSITIVE_INFINITY)
  await all
  return outcomes
}

async function runShard(scene: ShardsScene, shard: number): Promise<ShardOutcome> {
  const { clock, killedAfterMs = () => Number.POSITIVE_INFINITY } = scene
  let removed = 0
  const killed: MortalProcess[] = []
  let [token, retryCount]: [string | undefined, number] = [undefined, 0]
  for (;;) {
    const process = new MortalProcess(clock)
    const death = clock.sleep(Math.min(killedAfterMs(), PASS_MS)).then(() => process.kill())
    const answered = pass(scene, shard, process, { token, retryCount })
    const result: PassResult | undefined = await Promise.race([answered, death])
    if (result === undefined) {
      killed.push(process)
      retryCount++
      await clock.sleep(RETRY_MS)
      continue
    }
    removed += process.removed
    if (result.status === 'complete') return { shard, result, removed, killed, endedMs: clock.monotonicMs() }
    token = result.continuationToken
    retryCount = 0
    await clock.sleep(result.waitSeconds * 1_000)
  }
}

async function pass(
  { clock, table, shards, input }: ShardsScene,
  shard: number,
  process: MortalProcess,
  { token, retryCount }: { readonly token: string | undefined; readonly retryCount: number },
): Promise<PassResult> {
  const code = confirmationCode(rule, table.description)
  const event = {
    input: { ...input, shard: `${shard}/${shards}`, confirm: code, force: true },
    decided: { code },
    pass: { status: token === undefined ? 'start' : 'continue', continuationToken: token ?? null },
    execution: { id: `shard-${shard}`, startTime: new Date(START_MS).toISOString(), redriveCount: 0 },
    retryCount,
  }
  const { answer } = await runPass(parseEvent(event, rule), {
    clock: process,
    random: randomOf(shard * 1_000 + clock.monotonicMs()),
    table: table.of(process),
    rule,
    remainingMs: PASS_MS,
  })
  return answer
}

/** The process of one pass: after it was killed, no timer of it runs. */
class MortalProcess implements Clock, User {
  removed = 0
  alive = true
  readonly #clock: Clock

  constructor(clock: Clock) {
    this.#clock = clock
  }

  kill(): undefined {
    this.alive = false
  }

  monotonicMs(): number {
    return this.#clock.monotonicMs()
  }

  nowMs(): number {
    return this.#clock.nowMs()
  }

  after(ms: number, run: () => void): () => void {
    return this.#clock.after(ms, () => {
      if (this.alive) run()
    })
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return sleepBy((later, run) => this.after(later, run), ms, signal)
  }
}
