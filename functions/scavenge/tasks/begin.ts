import { isConfirmed } from '../confirmation/isConfirmed.ts'
import { type Findings, unconfirmed } from '../confirmation/unconfirmed.ts'
import { describeTableWithin } from '../dynamodb/describeTable.ts'
import { Unconfirmed } from '../errors.ts'
import { deployedExecution } from '../execution/deployedExecution.ts'
import { earlierExecution } from '../execution/earlierExecution.ts'
import type { CurrentExecution, PassInput } from '../execution/input.ts'
import { type NextPass, nextPassIn } from '../execution/nextPass.ts'
import { startOf } from '../pass/beginning.ts'
import { type DecidedCaps, decidedCaps } from '../pass/caps/capLimits.ts'
import { formatOlderThan } from '../rule/olderThan.ts'
import type { Rule } from '../rule/rule.ts'
import { stepFunctionsClient } from '../sdk/stepFunctionsClient.ts'
import type { TableDescription } from '../table/table.ts'
import { realClock } from '../waiting/clock.ts'
import { describeMs, type Engine, type Invocation } from './invocation.ts'
import { publishEnding } from './passMetrics.ts'

/** The execution's input with every default filled in, so that a reader sees what was decided. It never holds a token. */
interface Decided extends DecidedCaps {
  /** The confirmation code of the rule and its table: every pass checks that it is still the same. */
  readonly code: string
  readonly dryRun: boolean
  /** Absent beside a token, which brings its own. */
  readonly olderThan?: string
  readonly totalSegments?: number
  readonly readers: number
  readonly deleters: number
  readonly force: boolean
  /** Only `true`: the execution goes on from the token in its input. */
  readonly fromToken?: true
}

/** What Begin answers: the execution goes on to its first pass, or yields to another one. */
export type Begun =
  | ({ readonly status: 'start'; readonly decided: Decided; readonly estimate?: Findings } & Partial<NextPass>)
  | { readonly status: 'skipped'; readonly runningExecution: string }

/** What Begin asks, and of what. */
export interface BeginContext {
  readonly rule: Rule
  /** Where the rule is deployed; undefined in a local run. */
  readonly stage: string | undefined
  /** By the wall clock, in milliseconds since 1970. */
  readonly nowMs: () => number
  /** The ARN of the execution to which this one yields. Throws as `earlierExecution` does. */
  readonly findEarlier: (current: CurrentExecution, dryRun: boolean) => Promise<string | undefined>
  /** Throws as `describeTable` does. */
  readonly describe: () => Promise<TableDescription>
  /** What the execution would find. Absent: no estimate is made. */
  readonly estimate?: (table: TableDescription, code: string) => Promise<Findings>
}

/**
 * The task before an execution's first pass: the execution starts, or yields to an earlier one of its rule that runs.
 * With `force` it does not look for others. Without a token it makes an estimate first. While the
 * rule's window is closed, it says how long the state machine has to wait. Throws Unconfirmed for an
 * execution that would delete what nobody has confirmed, and what `startOf` throws for its input and token.
 */
export async function begin(input: PassInput, context: BeginContext): Promise<Begun> {
  const { execution, settings, token } = input
  const { rule, stage, nowMs, findEarlier, describe, estimate } = context
  const runningExecution = settings.force ? undefined : await findEarlier(execution, settings.dryRun)
  if (runningExecution !== undefined) return { status: 'skipped', runningExecution }
  const table = await describe()
  const { unjudged } = startOf(input, rule, table)
  const { code } = unjudged
  const confirmed = isConfirmed(unjudged)
  const findings = token === undefined ? await estimate?.(table, code) : undefined
  if (!confirmed) throw unconfirmed(unjudged, { findings, stage })
  const next = nextPassIn(0, rule.window, nowMs())
  return {
    status: 'start',
    ...(next.waitSeconds > 0 && next),
    decided: decided(input, table, code),
    ...(findings && { estimate: findings }),
  }
}

/**
 * Begin with the real clock and clients. A deployed execution that is skipped or not confirmed is counted in a metric,
 * because CloudWatch does not tell endings apart. Throws as `begin` does.
 */
export async function beginTask({ client }: Engine, input: PassInput, invocation: Invocation): Promise<Begun> {
  const { rule, stage, remainingMs } = invocation
  const isDeployed = deployedExecution(input.execution.id) !== undefined
  try {
    const answer = await begin(input, {
      rule,
      stage: isDeployed ? stage : undefined,
      nowMs: realClock.nowMs,
      findEarlier: earlierInStepFunctions,
      describe: () =>
        describeTableWithin(client, rule, {
          clock: realClock,
          random: Math.random,
          withinMs: describeMs(remainingMs()),
        }),
    })
    if (isDeployed && answer.status === 'skipped') publishEnding('skipped', rule.name, stage)
    return answer
  } catch (error) {
    if (isDeployed && error instanceof Unconfirmed) publishEnding('unconfirmed', rule.name, stage)
    throw error
  }
}

/** Only Step Functions lists executions: one that runs elsewhere yields to none. */
async function earlierInStepFunctions({ id, startMs }: CurrentExecution, dryRun: boolean): Promise<string | undefined> {
  const execution = deployedExecution(id)
  if (execution === undefined) return undefined
  const context = { client: stepFunctionsClient(), clock: realClock, random: Math.random, dryRun }
  return earlierExecution(execution, startMs, context)
}

function decided({ settings, given, token }: PassInput, table: TableDescription, code: string): Decided {
  const { dryRun, olderThanMs, totalSegments, readers, deleters, force } = settings
  return {
    code,
    dryRun,
    ...(token === undefined && { olderThan: formatOlderThan(olderThanMs), totalSegments }),
    readers,
    deleters,
    ...decidedCaps({ settings, given }, table.capacity),
    force,
    ...(token !== undefined && { fromToken: true }),
  }
}
