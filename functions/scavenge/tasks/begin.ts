import { isConfirmed } from '../confirmation/isConfirmed.ts'
import { unconfirmed } from '../confirmation/unconfirmed.ts'
import { describeTableWithin } from '../dynamodb/describe/describeTable.ts'
import { GuardTripped, Unconfirmed } from '../errors.ts'
import type { Estimate } from '../estimate/estimate.ts'
import { type ContinuedFrom, continueFrom } from '../execution/continueFrom.ts'
import { deployedExecution } from '../execution/deployedExecution.ts'
import type { CurrentExecution, PassInput } from '../execution/input.ts'
import { type NextPass, nextPassIn } from '../execution/nextPass.ts'
import { earlierExecution } from '../execution/others/earlierExecution.ts'
import type { Round } from '../execution/shards/round.ts'
import { type GuardSources, judgeAtBegin } from '../guard/judgeAtBegin.ts'
import { startOf } from '../pass/beginning.ts'
import { indexReads } from '../reading/reading.ts'
import { DEFAULT_MEMORY_MB } from '../rule/limits.ts'
import type { Rule } from '../rule/rule.ts'
import { stepFunctionsClient } from '../sdk/stepFunctionsClient.ts'
import type { DescribedTable } from '../table/tableShape.ts'
import { realClock } from '../waiting/clock.ts'
import { type Decided, decided } from './decided.ts'
import { makeEstimate } from './estimate.ts'
import { guardSources } from './guardSources.ts'
import { describeMs, type Engine, type Invocation } from './invocation.ts'
import { publishEnding, publishEstimate } from './passMetrics.ts'
import { continuedInput } from './shards/continuedInput.ts'
import { checkFormer, parentRound } from './shards/parentRound.ts'
import { type EndOf, shardsOf } from './shards/shardsOf.ts'

/**
 * What Begin answers: the execution goes on to its first pass or starts its shards, yields to another one, or was for its
 * estimate alone.
 */
export type Begun =
  | (Started & Partial<NextPass>)
  | { readonly status: 'shards'; readonly round: Round; readonly decided: Decided; readonly estimate?: Estimate }
  | { readonly status: 'estimated'; readonly estimate: Estimate }
  | { readonly status: 'skipped'; readonly runningExecution: string }

interface Started {
  readonly status: 'start'
  readonly decided: Decided
  readonly estimate?: Estimate
  /** Only where the input says `continueFrom`: the token found, which the state machine moves to where the passes' is. */
  readonly continuationToken?: string
}

/** What Begin asks about other executions. */
interface OtherExecutions {
  /** The ARN of the execution to which this one yields. Throws as `earlierExecution` does. */
  readonly findEarlier: (current: CurrentExecution, dryRun: boolean) => Promise<string | undefined>
  /** Where the execution that `continueFrom` names left off. Throws as `continueFrom` does. */
  readonly findFormer: (from: string, current: CurrentExecution) => Promise<ContinuedFrom>
  /** What the newest execution of a parent's shard came to. Throws as `shardEnd` does. */
  readonly endOf: EndOf
}

/** What Begin asks, and of what. */
export interface BeginContext {
  readonly rule: Rule
  /** Where the rule is deployed; undefined in a local run. */
  readonly stage: string | undefined
  /** By the wall clock, in milliseconds since 1970. */
  readonly nowMs: () => number
  readonly others: OtherExecutions
  /** Throws as `describeTable` does. */
  readonly describe: () => Promise<DescribedTable>
  /** What the execution would find. Throws as `makeEstimate` does. */
  readonly estimate: (table: DescribedTable, code: string) => Promise<Estimate>
  /** What the guards ask. `code`: the confirmation code. */
  readonly guardSources: (code: string) => GuardSources
}

/**
 * The task before an execution's first pass: the execution starts, or yields to an earlier one of its rule that runs.
 * With `force` it does not look for others. Without a token it makes an estimate first. An execution that asks for an
 * estimate does nothing else and yields to none. With `continueFrom` the token is found here. The answer says how long
 * the state machine has to wait: for the execution that is continued, as `ContinuedFrom` says, and until the rule's
 * window opens. Throws Unconfirmed for an execution that would delete what nobody has confirmed, GuardTripped for one
 * that a guard forbids, and what `startOf` throws for its input and token.
 */
export async function begin(given: PassInput, context: BeginContext): Promise<Begun> {
  const { execution, settings } = given
  const { rule, stage, nowMs, others, describe, estimate } = context
  const former = given.continueFrom === undefined ? undefined : await others.findFormer(given.continueFrom, execution)
  const input = former === undefined ? given : continuedInput(given, former, rule)
  const { division, token } = input
  const formerRound = former?.round
  const yields = !settings.force && !settings.estimate
  const runningExecution = yields ? await others.findEarlier(execution, settings.dryRun) : undefined
  if (runningExecution !== undefined) return { status: 'skipped', runningExecution }
  const table = await describe()
  const { unjudged, state } = startOf(input, rule, table)
  const { code } = unjudged
  if (formerRound) checkFormer(input, formerRound, { code, rule, identity: table.identity })
  const confirmed = isConfirmed(unjudged) || formerRound !== undefined
  const goesOn = token !== undefined || formerRound !== undefined
  const estimated = goesOn || division.kind === 'shard' ? undefined : await estimate(table, code)
  if (estimated && settings.estimate) return { status: 'estimated', estimate: estimated }
  if (!confirmed) throw unconfirmed(unjudged, { findings: estimated, stage })
  const beginning = {
    ...settings,
    startMs: execution.startMs,
    table: rule.table,
    code,
    confirmed: input.confirm !== undefined,
    brought: goesOn ? (formerRound?.basis ?? state.basis ?? {}) : undefined,
    estimate: estimated,
  }
  const guards = await judgeAtBegin(beginning, context.guardSources(code))
  const decisions = { ...decided(input, table, code, indexReads(rule, table)), ...guards }
  if (division.kind === 'parent') {
    const { limits, items } = guards
    const judged = { code, state, limits, basis: { items, surge: limits.surge } }
    const formerParent = former?.round && { ...former, endOf: others.endOf }
    const round = await parentRound({ input, division, table }, judged, formerParent)
    const dealtOut = { ...decisions, shards: division.shards, shardsAtOnce: round.atOnce }
    return { status: 'shards', round, decided: dealtOut, ...(estimated && { estimate: estimated }) }
  }
  const waitMs = Math.max(0, (former?.notBeforeMs ?? 0) - nowMs())
  const next = nextPassIn(Math.ceil(waitMs / 1_000), rule.window, nowMs())
  return {
    status: 'start',
    ...(next.waitSeconds > 0 && next),
    decided: decisions,
    ...(estimated && { estimate: estimated }),
    ...(former?.token !== undefined && { continuationToken: former.token }),
  }
}

/**
 * Begin with the real clock and clients. A deployed execution that is skipped, not confirmed or stopped by a guard is
 * counted in a metric, because CloudWatch does not tell endings apart. Throws as `begin` does.
 */
export async function beginTask({ client }: Engine, input: PassInput, invocation: Invocation): Promise<Begun> {
  const { rule, stage, remainingMs } = invocation
  const isDeployed = deployedExecution(input.execution.id) !== undefined
  try {
    const answer = await begin(input, {
      rule,
      stage: isDeployed ? stage : undefined,
      nowMs: realClock.nowMs,
      others: {
        findEarlier: earlierInStepFunctions,
        findFormer: formerInStepFunctions,
        endOf: shardsOf(input.execution.id, remainingMs()),
      },
      describe: () =>
        describeTableWithin(client, rule, {
          clock: realClock,
          random: Math.random,
          withinMs: describeMs(remainingMs()),
        }),
      estimate: (table, code) => makeEstimate({ client, rule, input, remainingMs, memoryMb: memoryMb() }, table, code),
      guardSources: (code) => guardSources(client, input.execution.id, invocation, code),
    })
    if (isDeployed && answer.status === 'skipped') publishEnding('skipped', rule.name, stage)
    if (isDeployed && 'decided' in answer && answer.estimate !== undefined) {
      publishEstimate(answer.estimate.candidates.estimate, rule.name, stage)
    }
    return answer
  } catch (error) {
    if (isDeployed && error instanceof Unconfirmed) publishEnding('unconfirmed', rule.name, stage)
    if (isDeployed && error instanceof GuardTripped) publishEnding('guardTripped', rule.name, stage)
    throw error
  }
}

/** MB of this function: Lambda's own variable. */
function memoryMb(): number {
  return Number(process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE ?? DEFAULT_MEMORY_MB)
}

/** Only Step Functions lists executions: one that runs elsewhere yields to none. */
async function earlierInStepFunctions({ id, startMs }: CurrentExecution, dryRun: boolean): Promise<string | undefined> {
  const execution = deployedExecution(id)
  if (execution === undefined) return undefined
  const context = { client: stepFunctionsClient(), clock: realClock, random: Math.random, dryRun }
  return earlierExecution(execution, startMs, context)
}

function formerInStepFunctions(from: string, { id }: CurrentExecution): Promise<ContinuedFrom> {
  return continueFrom(from, id, { client: stepFunctionsClient(), clock: realClock, random: Math.random })
}
