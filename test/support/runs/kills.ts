import { setTimeout as sleep } from 'node:timers/promises'
import { Lambda } from '../../../cli/sandbox/lambda.ts'
import { type ExecutionResult, runExecution } from '../../../cli/sandbox/localExecution.ts'
import type { PassResult } from '../../../functions/scavenge/pass/runPass.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { loadDefinition } from '../../../statemachine/definition.ts'
import { CREDENTIALS, REGION } from '../engines/tables.ts'
import type { Treatment } from '../network/proxy.ts'
import { expectBalance } from './handlerRuns.ts'

export interface MortalOptions {
  /** Path of the bundle. */
  readonly bundle: string
  readonly endpoint: string
  /** As in a rule file. */
  readonly rule: object
  /** Milliseconds after which a pass is killed. */
  readonly passMs: number
  /** MiB, 512 unless told. */
  readonly memoryMb?: number
  /** JavaScript that each process evaluates before the bundle, until one of its passes was lost. */
  readonly ailment?: string
  readonly onProcess?: (pid: number) => void
  readonly onPass?: () => void
  readonly onAnswer?: () => void
}

export interface MortalRun {
  readonly result: ExecutionResult
  readonly answers: readonly PassResult[]
  /** Names of the errors by which passes were lost. */
  readonly lost: readonly string[]
}

/** One execution of the deployed bundle under the deployed definition, but for the waits before a repetition. */
export async function runMortal(options: MortalOptions): Promise<MortalRun> {
  const { bundle, endpoint, rule, passMs, memoryMb = 512, ailment, onProcess, onPass, onAnswer } = options
  const answers: PassResult[] = []
  const lost: string[] = []
  const lambda = new Lambda({
    bundle,
    functionName: 'under-test',
    timeoutMs: passMs,
    memoryMb,
    ...(onProcess && { onStart: onProcess }),
    environment: async () => ({
      RULE: JSON.stringify(rule),
      RULE_NAME: 'under-test',
      AWS_REGION: REGION,
      AWS_ENDPOINT_URL_DYNAMODB: endpoint,
      AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
      AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
      ...(ailment !== undefined && lost.length === 0 && { NODE_OPTIONS: importing(ailment) }),
    }),
  })
  try {
    const result = await runExecution({
      definition: JSON.parse(JSON.stringify(loadDefinition('under-test'), withoutWaits)),
      input: {},
      name: 'under-test',
      signal: NEVER,
      runBegin: (payload) => lambda.invoke(payload),
      async runPass(payload) {
        onPass?.()
        try {
          const answer = (await lambda.invoke(payload)) as PassResult
          answers.push(answer)
          onAnswer?.()
          return answer
        } catch (error) {
          lost.push(error instanceof Error ? error.name : String(error))
          throw error
        }
      },
    })
    for (const answer of answers) expectBalance(answer)
    return { result, answers, lost }
  } finally {
    await lambda.close()
  }
}

/** What is evaluated when a pass has deleted something. */
export function onceDeleted(javascript: string): string {
  const heard = `({ ledger }) => { if (ledger.deleted > 0) { ${javascript} } }`
  return `import { subscribe } from 'node:diagnostics_channel'; subscribe('scavenge:progress', ${heard})`
}

/** Nothing of the process runs for so many milliseconds: no timer, no answer, no report. */
export function standStill(milliseconds: number | 'Infinity'): string {
  return `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds})`
}

function importing(javascript: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(javascript)}`
}

function withoutWaits(field: string, value: unknown): unknown {
  return field === 'IntervalSeconds' ? 0.001 : value
}

/** Passes killed in a row at most; the definition repeats one 8 times, and a busy machine may lose one of its own. */
const MAX_ROW = 6
const MIN_ROW = 4
/** A pass is killed in one of its first so many requests. */
const MAX_REQUESTS = 8
/** While there are kills to come, a batch of a pass that may live takes at least so long: the table must last for them. */
const SLOW_MS = 500

/**
 * Kills the process of a pass by SIGKILL in one of its requests: before the engine has it, while the engine works, or
 * when the work is done and nothing said. After some passes in a row one is let live. `random` decides all of it.
 */
export class Killer {
  readonly #random: () => number
  #left: number
  #row: number
  #pass = 0
  /** Of this pass, until the kill; infinite for one that may live. */
  #requests = Number.POSITIVE_INFINITY
  #pid: number | undefined
  #sent = 0

  constructor(random: () => number, kills: number) {
    this.#random = random
    this.#left = kills
    this.#row = this.#drawn(MIN_ROW, MAX_ROW)
  }

  /** Kills so far. */
  get sent(): number {
    return this.#sent
  }

  readonly onProcess = (pid: number): void => {
    this.#pid = pid
  }

  readonly onPass = (): void => {
    this.#pass++
    const lives = this.#left === 0 || this.#row === 0
    this.#requests = lives ? Number.POSITIVE_INFINITY : this.#drawn(1, MAX_REQUESTS)
    if (!lives) this.#row--
  }

  readonly onAnswer = (): void => {
    this.#row = this.#drawn(MIN_ROW, MAX_ROW)
  }

  readonly treat: Treatment = async (call, forward) => {
    const pass = this.#pass
    if (--this.#requests === 0) {
      const moment = this.#drawn(1, 3)
      if (moment === 1) return this.#kill(pass)
      const answer = forward()
      if (moment === 3) await answer
      this.#kill(pass)
      await answer
      return 'silence'
    }
    const lives = this.#requests === Number.POSITIVE_INFINITY
    if (lives && this.#left > 0 && call.action === 'BatchExecuteStatement') await sleep(SLOW_MS)
    return forward()
  }

  /** Spares the next pass, should the one that sent the request have ended meanwhile. */
  #kill(pass: number): 'silence' {
    if (pass !== this.#pass || this.#pid === undefined) return 'silence'
    this.#left--
    this.#sent++
    process.kill(this.#pid, 'SIGKILL')
    return 'silence'
  }

  #drawn(least: number, most: number): number {
    return least + Math.floor(this.#random() * (most - least + 1))
  }
}
