import * as z from 'zod/mini'
import { ERROR_NAMES } from '../../errors.ts'
import { besides } from '../../execution/deployedExecution.ts'
import { describeExecution, type ExecutionRequests } from '../../execution/executionRequests.ts'
import { GOES_ON } from '../../execution/executionWatch.ts'
import { parseJson } from '../../execution/json.ts'
import { type LastAnswer, lastAnswer } from '../../execution/lastAnswer.ts'
import type { NamedShard, ReadRound } from '../../execution/shards/round.ts'
import type { ReadLedger } from '../../progress/gatheredLedger.ts'
import { placeOf } from '../../progress/token.ts'
import { isUnknownExecution } from '../../request/errorCodes.ts'

/** What a shard has done. */
interface Done {
  readonly ledger: ReadLedger
  readonly segmentsDone: number
}

/** What the newest execution of a shard came to. */
export type ShardEnd = { readonly shard: string; readonly name: string } & (
  | { readonly kind: 'running'; readonly startMs: number }
  /** All of its part is settled. `said`: what its result says beside the ledger. */
  | ({ readonly kind: 'complete'; readonly said: Said } & Done)
  /** It leaves the rest to another execution. `limits`: those of its guards. */
  | ({ readonly kind: 'continued'; readonly limits: z.infer<typeof limits> } & Done)
  /**
   * `error`: what it ended with, and the sentence about it where it is ours. `from`: the execution in whose place
   * another can go on; undefined where none can. `lost`: whether passes without an answer may have deleted.
   */
  | ({
      readonly kind: 'failed'
      readonly error: string
      readonly sentence?: string | undefined
      readonly from: string | undefined
      readonly lost: boolean
    } & Done)
)

/** A shard whose newest execution has ended. */
export type EndedShard = Exclude<ShardEnd, { kind: 'running' }>

/** Those that have ended. */
export function endedOf(ends: readonly ShardEnd[]): readonly EndedShard[] {
  return ends.filter((end): end is EndedShard => end.kind !== 'running')
}

/** Segments that shards have finished together. */
export function segmentsDone(all: readonly EndedShard[]): number {
  return all.reduce((sum, { segmentsDone }) => sum + segmentsDone, 0)
}

const numbers = z.record(z.string(), z.number())
const limits = z.object({ maxDeletes: z.optional(z.number()), maxDollars: z.optional(z.number()) })
const said = z.object({
  trouble: z.optional(numbers),
  hint: z.optional(z.array(z.string())),
  unseen: z.optional(z.string()),
})

type Said = Readonly<z.infer<typeof said>>

const done = { ledger: numbers, progress: z.object({ segmentsDone: z.number() }) }

const output = z.union([
  z.object({ status: z.literal('complete'), ...done, ...said.shape }),
  z.object({ status: z.literal('continued'), ...done, decided: z.object({ limits: z.optional(limits) }) }),
])

const NOTHING: Done = { ledger: {}, segmentsDone: 0 }

/** Whose shards are looked at. */
export interface ShardsParent {
  /** The parent's, or that of any execution of its state machine. */
  readonly arn: string
  /** What the inputs of all its shards have in common. */
  readonly common: Pick<ReadRound['input'], 'cutoff' | 'dryRun'>
}

/**
 * What a shard's newest execution came to, by its output and, where it has none, by its history. Throws as
 * `describeExecution` and `lastAnswer` do.
 */
export async function shardEnd(
  { shard, name, from }: NamedShard,
  parent: ShardsParent,
  requests: ExecutionRequests,
): Promise<ShardEnd> {
  const its = { shard, name }
  const execution = await described(besides(parent.arn, name), requests)
  const byFormer = (error: string, sentence?: string) =>
    endByFormer({ ...its, error, sentence }, from, parent, requests)
  if (execution === undefined) return byFormer('NotStarted')
  const { status = '', startDate, error, cause } = execution
  if (isOther(execution.input, { ...parent.common, shard })) return byFormer(NAME_TAKEN)
  if (GOES_ON.has(status)) return { ...its, kind: 'running', startMs: startDate?.getTime() ?? Number.POSITIVE_INFINITY }
  const ended = output.safeParse(parseJson(execution.output)) // where it is none of ours, the history says what it did
  if (ended.success) {
    const { ledger, progress } = ended.data
    const itsDone = { ledger, segmentsDone: progress.segmentsDone }
    if (ended.data.status === 'complete') return { ...its, kind: 'complete', said: ended.data, ...itsDone }
    return { ...its, kind: 'continued', limits: ended.data.decided.limits ?? {}, ...itsDone }
  }
  const last = await lastAnswer({ arn: besides(parent.arn, name), ended: true }, requests)
  if (last?.status === 'complete') return { ...its, kind: 'complete', said: {}, ...doneBy(last) }
  const failed = {
    ...its,
    kind: 'failed',
    error: error ?? (status === 'SUCCEEDED' ? 'UnknownOutput' : status),
    sentence: ownSentence(error, cause),
  } as const
  if (last?.token !== undefined) return { ...failed, from: name, lost: false, ...doneBy(last) }
  return byFormer(failed.error, failed.sentence)
}

/**
 * What a shard came to whose newest execution has answered nothing: it may have been finished in the execution from which
 * that one would have gone on, or run there again, by hand.
 */
async function endByFormer(
  { shard, name, error, sentence }: NamedShard & { readonly error: string; readonly sentence: string | undefined },
  from: string | undefined,
  parent: ShardsParent,
  requests: ExecutionRequests,
): Promise<ShardEnd> {
  const failed = { shard, name, kind: 'failed', error, sentence } as const
  if (from === undefined) return { ...failed, from, lost: error !== 'NotStarted' && error !== NAME_TAKEN, ...NOTHING }
  const former = await shardEnd({ shard, name: from }, parent, requests)
  if (former.kind === 'complete' || former.kind === 'running') return { ...former, name }
  const { ledger, segmentsDone } = former
  return { ...failed, from: former.kind === 'failed' ? former.from : from, lost: false, ledger, segmentsDone }
}

/** In place of an error, where an execution that is not the shard's has its name. */
const NAME_TAKEN = 'NameTaken'

/**
 * Whether an input is another one than that of the shard: its counts would not add up with those of the others. Step
 * Functions leaves the input out where the role may not decrypt it.
 */
function isOther(input: string | undefined, its: ShardsParent['common'] & { readonly shard: string }): boolean {
  if (input === undefined) return false
  const { shard, cutoff, dryRun } = Object(parseJson(input))
  return shard !== its.shard || cutoff !== its.cutoff || (dryRun === true) !== its.dryRun
}

/**
 * The sentence of an error of our own; undefined for any other, which may quote a value. The cause is JSON where Lambda
 * wrote it, and the sentence itself where the state machine had caught the error.
 */
function ownSentence(error: string | undefined, cause: string | undefined): string | undefined {
  const isOwn = ERROR_NAMES.some((name) => name === error)
  return isOwn ? String(Object(parseJson(cause)).errorMessage ?? cause ?? '') : undefined
}

/** Where no pass has answered since an execution began from a token, the token knows. */
function doneBy({ ledger, progress, token }: LastAnswer): Done {
  if (ledger !== undefined) return { ledger, segmentsDone: progress?.segmentsDone ?? 0 }
  if (token === undefined) return NOTHING
  const { counts, segmentsDone } = placeOf(token)
  return { ledger: { ...counts }, segmentsDone }
}

async function described(executionArn: string, requests: ExecutionRequests) {
  try {
    return await describeExecution(executionArn, requests)
  } catch (error) {
    if (error instanceof Error && isUnknownExecution(error.name)) return undefined // its start failed
    throw error
  }
}
