import type { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { confirmationCode } from '../confirmation/confirmationCode.ts'
import { describeTableWithin } from '../dynamodb/describe/describeTable.ts'
import { DynamoDBTable } from '../dynamodb/dynamoDBTable.ts'
import { type Estimate, estimateOf } from '../estimate/estimate.ts'
import { type Judge, judgeOf } from '../estimate/findings.ts'
import { sampleMs, sampleTable } from '../estimate/sampleTable.ts'
import type { SegmentReading } from '../estimate/segmentReading.ts'
import type { CurrentExecution, PassInput } from '../execution/input.ts'
import type { UnitsCap } from '../pace/unitsCap.ts'
import { type CapLimits, capLimits } from '../pass/caps/capLimits.ts'
import { capsOf } from '../pass/caps/caps.ts'
import type { Rule } from '../rule/rule.ts'
import type { DescribedTable } from '../table/tableShape.ts'
import { realClock } from '../waiting/clock.ts'
import { describeMs } from './invocation.ts'

/** A request is given up after a third of the sample's time, and after this many milliseconds. */
const REQUEST_SHARE = 1 / 3
const MAX_REQUEST_MS = 10_000

/**
 * MB of the function without a page, and of a page of 1 MB in memory: its JSON and its items. Small attributes weigh most:
 * 20 MB is a page of items with 120 attributes each. A pass needs less, because it reads no whole items.
 */
const BASE_MB = 64
const PAGE_MB = 20

/** What an estimate needs of an execution's input. */
interface EstimatedInput extends Pick<PassInput, 'settings' | 'given'> {
  /** A parent's shards work side by side. */
  readonly division?: PassInput['division']
  readonly execution: Pick<CurrentExecution, 'startMs'>
}

/** Where an estimate is made, and how. */
export interface EstimateContext {
  readonly client: DynamoDBClient
  readonly rule: Rule
  readonly input: EstimatedInput
  /** Milliseconds that are left of the invocation. */
  readonly remainingMs: () => number
  /** MB that a pass has. */
  readonly memoryMb: number
  /** Share of the segments to read, 0 to 1; 1 % unless told. */
  readonly share?: number | undefined
  /** Draws the sample: from 0 inclusive to 1 exclusive. Math.random unless told. */
  readonly random?: () => number
  /** Stands in for the rule's judge, which it is given, so that a caller sees the items that were read. */
  readonly judgedBy?: (judge: Judge, table: DescribedTable) => Judge
}

/**
 * What an execution that starts now would find in its table, from a sample that takes at most a quarter of what is left
 * of the invocation, and 60 s. `confirm`: the confirmation code. Throws AccessDenied, TableNotFound and InvalidRule as a
 * pass does; throttled and failed requests are repeated within that time.
 */
export async function makeEstimate(
  {
    client,
    rule,
    input,
    remainingMs,
    memoryMb,
    share,
    random = Math.random,
    judgedBy = (judge) => judge,
  }: EstimateContext,
  table: DescribedTable,
  confirm: string,
): Promise<Estimate> {
  const { execution, settings } = input
  const cutoffMs = execution.startMs - settings.olderThanMs
  const leftMs = remainingMs()
  const withinMs = sampleMs(leftMs)
  const limits = capLimits(input, table.capacity)
  const reading: SegmentReading = {
    table: new DynamoDBTable(client, rule, table, { wholeItems: true }),
    clock: realClock,
    random,
    readCap: readCapOf(limits, settings, leftMs),
    requestTimeoutMs: Math.min(MAX_REQUEST_MS, withinMs * REQUEST_SHARE),
    readers: readersFor(settings.readers, memoryMb),
  }
  const { shape, items: tableItems, bytes: tableBytes } = table
  const at = { startMs: execution.startMs, cutoffMs, olderThanMs: settings.olderThanMs }
  const judge = judgedBy(judgeOf(rule.age, at), table)
  const sampling = { judge, shape, startMs: execution.startMs, tableItems, tableBytes, share }
  const sampled = await sampleTable(reading, sampling, withinMs)
  const speed = {
    maxWriteUnitsPerSecond: limits.write?.unitsPerSecond ?? table.capacity?.write?.units,
    maxReadUnitsPerSecond: limits.read?.unitsPerSecond ?? table.capacity?.read?.units,
    memoryMb,
    passSeconds: leftMs / 1_000,
    functions: input.division?.kind === 'parent' ? input.division.atOnce : 1,
  }
  return estimateOf(sampled, { rule, shape, cutoffMs, confirm, speed })
}

/** `makeEstimate` of the table as DescribeTable tells it, for a caller that has no Begin. Throws as Begin does. */
export async function estimateTable(context: EstimateContext): Promise<Estimate> {
  const { client, rule, remainingMs } = context
  const withinMs = describeMs(remainingMs())
  const table = await describeTableWithin(client, rule, { clock: realClock, random: Math.random, withinMs })
  return makeEstimate(context, table, confirmationCode(rule, table))
}

/** Readers that an estimate takes in a function of `memoryMb`: each may hold a page of whole items. */
export function readersFor(readers: number, memoryMb: number): number {
  return Math.max(1, Math.min(readers, Math.floor((memoryMb - BASE_MB) / PAGE_MB)))
}

/** The read cap of a first pass, without bursts: an estimate is short, so it waits for units. */
function readCapOf(limits: CapLimits, { totalSegments }: PassInput['settings'], passMs: number): UnitsCap | undefined {
  return capsOf(realClock, { limits, burstSeconds: undefined, left: undefined, lostPasses: 0, totalSegments, passMs })
    .read
}
