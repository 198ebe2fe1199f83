import { member } from '../../../functions/scavenge/execution/json.ts'
import { summed } from '../../../functions/scavenge/progress/summed.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { realClock } from '../../../functions/scavenge/waiting/clock.ts'
import { loadDefinition } from '../../../statemachine/definition.ts'
import type { PassAnswer } from '../../answer/passAnswer.ts'
import type { ProgressView } from '../../report/progress.ts'
import { Lambda, type LambdaOptions } from '../../sandbox/lambda.ts'
import { type ExecutionResult, type Json, runExecution } from '../../sandbox/localExecution.ts'
import type { LocalStepFunctions } from '../../sandbox/localStepFunctions.ts'
import { Passes } from './passes.ts'
import { ShardsProgress } from './shardsProgress.ts'
import { Standstill } from './standstill.ts'

/** Lines of a pass's log that are shown when it fails. */
const LOG_LINES = 20

/** How the executions of a local run run. */
interface HereContext {
  readonly rule: Pick<Rule, 'name'>
  /** The function that each of them invokes. */
  readonly lambda: Pick<LambdaOptions, 'bundle' | 'timeoutMs' | 'memoryMb' | 'environment'>
  readonly verbose: boolean
  /** Whether they work on the demo table. */
  readonly isDemo: boolean
  readonly stepFunctions: LocalStepFunctions
  readonly view: ProgressView
  readonly signal: AbortSignal
}

/** The execution of a local run and, side by side, its shards, each with a process of its own. */
export class ExecutionsHere {
  readonly #context: HereContext
  readonly #progress: ShardsProgress
  readonly #ran: Passes[] = []
  /** What the newest execution of each shard last answered. */
  readonly #ofShards = new Map<string, () => PassAnswer | undefined>()
  readonly #shards: Promise<unknown>[] = []
  #transitions = 0
  #maxMemoryMb = 0

  constructor(context: HereContext) {
    this.#context = context
    this.#progress = new ShardsProgress(context.view)
  }

  /** Runs one execution to its end, and its shards. Nothing of them is left running. */
  async run(input: Json): Promise<ExecutionResult> {
    try {
      return await this.#execute(input, this.#context.view)
    } finally {
      await Promise.allSettled(this.#shards)
    }
  }

  /** State transitions of all executions. */
  get transitions(): number {
    return this.#transitions
  }

  /** MiB that one process used at most. */
  get maxMemoryMb(): number {
    return this.#maxMemoryMb
  }

  /**
   * The passes of all executions. The last answer is that of the first execution; where its shards have answered and were
   * not added up, their sum.
   */
  get passes(): Pick<Passes, 'answered' | 'invocations' | 'seconds' | 'last' | 'trouble'> {
    const sum = (of: (passes: Passes) => number) => this.#ran.reduce((all, passes) => all + of(passes), 0)
    return {
      answered: sum(({ answered }) => answered),
      invocations: sum(({ invocations }) => invocations),
      seconds: sum(({ seconds }) => seconds),
      last: this.#ran[0]?.last ?? this.#sum(),
      trouble: summed(this.#ran.map(({ trouble }) => trouble)),
    }
  }

  #sum(): PassAnswer | undefined {
    const answers = [...this.#ofShards.values()].flatMap((answer) => answer() ?? [])
    if (answers.length === 0) return undefined
    return { status: 'continue', ledger: summed(answers.map(({ ledger }) => ledger)) }
  }

  async #execute(input: Json, view: ProgressView, executionName?: string): Promise<ExecutionResult> {
    const { rule, isDemo, stepFunctions, signal } = this.#context
    const logs: string[] = []
    using standstill = Standstill.start(realClock, (line) => view.note(line))
    const passes = new Passes({ view, logs: () => logs, standstill, isDemo, signal })
    this.#ran.push(passes)
    const shard = member(input, 'shard')
    const earlier = this.#ofShards.get(String(shard))
    if (shard !== undefined) this.#ofShards.set(String(shard), () => passes.last ?? earlier?.())
    await using lambda = this.#lambda(passes, view, logs)
    const result = await runExecution({
      definition: loadDefinition(rule.name),
      input,
      name: rule.name,
      ...(executionName !== undefined && { executionName }),
      runBegin: (payload) => passes.begin(lambda, payload),
      runPass: (payload) => passes.run(lambda, payload),
      shards: {
        runGather: (payload) => passes.gather(lambda, payload),
        runShard: (name, shardInput) => this.#startShard(name, shardInput),
        stepFunctions,
      },
      signal,
    })
    this.#transitions += result.transitions
    this.#maxMemoryMb = Math.max(this.#maxMemoryMb, lambda.maxMemoryMb)
    return result
  }

  #startShard(name: string, input: Json): Promise<ExecutionResult> {
    const view = this.#progress.viewOf({
      shard: String(member(input, 'shard')),
      segments: Number(member(input, 'totalSegments')),
    })
    const shard = this.#execute(input, view, name)
    this.#shards.push(shard)
    return shard
  }

  #lambda(passes: Passes, view: ProgressView, logs: string[]): Lambda {
    const { rule, lambda, verbose } = this.#context
    return new Lambda({
      ...lambda,
      functionName: rule.name,
      onStart: (pid) => passes.showStart(pid),
      onProgress: (progress) => passes.showProgress(progress),
      onLog(line) {
        if (verbose) view.note(line)
        else if (logs.push(line) > LOG_LINES) logs.shift()
      },
    })
  }
}
