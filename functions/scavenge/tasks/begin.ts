import { deployedExecution } from '../execution/deployedExecution.ts'
import { earlierExecution } from '../execution/earlierExecution.ts'
import type { CurrentExecution, PassInput } from '../execution/input.ts'
import { formatOlderThan } from '../rule/olderThan.ts'
import { stepFunctionsClient } from '../sdk/stepFunctionsClient.ts'
import { realClock } from '../waiting/clock.ts'
import { publishSkipped } from './passMetrics.ts'

/** The execution's input with every default filled in, so that a reader sees what was decided. It never holds a token. */
interface Decided {
  readonly dryRun: boolean
  /** Absent beside a token, which brings its own. */
  readonly olderThan?: string
  readonly totalSegments?: number
  readonly readers: number
  readonly deleters: number
  /** Absent where there is no cap. */
  readonly maxWriteUnitsPerSecond?: number
  readonly maxReadUnitsPerSecond?: number
  readonly force: boolean
  /** Only `true`: the execution goes on from the token in its input. */
  readonly fromToken?: true
}

/** What Begin answers: the execution goes on to its first pass, or yields to another one. */
export type Begun =
  | { readonly status: 'start'; readonly decided: Decided }
  | { readonly status: 'skipped'; readonly runningExecution: string }

type FindEarlier = (current: CurrentExecution, dryRun: boolean) => Promise<string | undefined>

/** `begin` with the real clients. A deployed execution that is skipped is counted in a metric. Throws as `begin` does. */
export async function beginTask(input: PassInput, rule: string, stage: string): Promise<Begun> {
  const answer = await begin(input)
  if (answer.status === 'skipped' && deployedExecution(input.execution.id)) publishSkipped(rule, stage)
  return answer
}

/**
 * The task before an execution's first pass: the execution starts, or yields to an earlier one of its rule that runs.
 * With `force` it does not look for others. `findEarlier` answers the ARN of that execution and throws as
 * `earlierExecution` does.
 */
export async function begin(
  { execution, settings, token }: PassInput,
  findEarlier: FindEarlier = earlierInStepFunctions,
): Promise<Begun> {
  const runningExecution = settings.force ? undefined : await findEarlier(execution, settings.dryRun)
  if (runningExecution !== undefined) return { status: 'skipped', runningExecution }
  return { status: 'start', decided: decided(settings, token) }
}

/** Only Step Functions lists executions: one that runs elsewhere yields to none. */
async function earlierInStepFunctions({ id, startMs }: CurrentExecution, dryRun: boolean): Promise<string | undefined> {
  const execution = deployedExecution(id)
  if (execution === undefined) return undefined
  const context = { client: stepFunctionsClient(), clock: realClock, random: Math.random, dryRun }
  return earlierExecution(execution, startMs, context)
}

function decided(settings: PassInput['settings'], token: string | undefined): Decided {
  const { dryRun, olderThanMs, totalSegments, readers, deleters, force } = settings
  const { maxWriteUnitsPerSecond, maxReadUnitsPerSecond } = settings
  return {
    dryRun,
    ...(token === undefined && { olderThan: formatOlderThan(olderThanMs), totalSegments }),
    readers,
    deleters,
    ...(maxWriteUnitsPerSecond !== undefined && { maxWriteUnitsPerSecond }),
    ...(maxReadUnitsPerSecond !== undefined && { maxReadUnitsPerSecond }),
    force,
    ...(token !== undefined && { fromToken: true }),
  }
}
