import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { type Cost, costOf } from '../../functions/scavenge/cost/cost.ts'
import { DEFAULT_MEMORY_MB } from '../../functions/scavenge/rule/limits.ts'
import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import type { StageRule } from './names.ts'
import { ruleAtHand } from './ruleAtHand.ts'

/**
 * The cost of an execution so far. Lambda: the time from each task's start to its end in the history, which is a little
 * more than the billed time, at the memory of the rule file here. Step Functions: the states entered and the retries.
 * DynamoDB: the ledger's units, on demand.
 */
export function costOfExecution(
  events: readonly HistoryEvent[],
  ledger: LedgerCounts,
  stageRule: StageRule,
  nowMs = Date.now(),
): Cost {
  const { readUnits = 0, writeUnits = 0 } = ledger
  return costOf({ ...usageOf(events, nowMs), memoryMb: memoryMbOf(stageRule), readUnits, writeUnits })
}

interface HistoryUsage {
  readonly passSeconds: number
  readonly invocations: number
  readonly transitions: number
}

/** Reads a history from its beginning. Only one task runs at a time. */
export function usageOf(events: readonly HistoryEvent[], nowMs: number): HistoryUsage {
  let [taskMs, invocations, transitions] = [0, 0, 0]
  let startedMs: number | undefined
  let isRetry = false
  for (const { type = '', timestamp, taskScheduledEventDetails: scheduled } of events) {
    const atMs = timestamp?.getTime() ?? nowMs
    if (type.endsWith('StateEntered')) {
      transitions++
      isRetry = false
    } else if (type === 'TaskScheduled') {
      if (isRetry) transitions++
      isRetry = true
      // Step Functions itself starts a successor: no function runs.
      if (scheduled?.resourceType === 'states') continue
      invocations++
      startedMs = atMs
    } else if (type === 'TaskStarted' && startedMs !== undefined) {
      startedMs = atMs
    } else if (
      /^(Task(Succeeded|Failed|TimedOut|StartFailed|SubmitFailed)|Execution(Aborted|TimedOut|Failed))$/.test(type)
    ) {
      if (startedMs !== undefined) taskMs += atMs - startedMs
      startedMs = undefined
    }
  }
  if (startedMs !== undefined) taskMs += nowMs - startedMs
  return { passSeconds: taskMs / 1000, invocations, transitions }
}

function memoryMbOf(stageRule: StageRule): number {
  return ruleAtHand(stageRule)?.deployment.memory ?? DEFAULT_MEMORY_MB
}
