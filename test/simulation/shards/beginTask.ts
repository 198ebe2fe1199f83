import { ScavengeError, TableNotFound } from '../../../functions/scavenge/errors.ts'
import { continueFrom } from '../../../functions/scavenge/execution/continueFrom.ts'
import { type Begun, begin } from '../../../functions/scavenge/tasks/begin.ts'
import { shardEnd } from '../../../functions/scavenge/tasks/shards/shardEnd.ts'
import { ESTIMATE } from '../../support/rules/estimates.ts'
import { checkShardError } from '../checks/shardError.ts'
import { parsedOrRefused } from '../run/invocation.ts'
import type { SimulatedExecution } from './execution.ts'
import { answered, type Machine, runTask, type Tried } from './machine.ts'

/** What Begin answers an execution that goes on: to its first pass, or to its shards. */
export type GoesOn = Extract<Begun, { status: 'start' | 'shards' }>

/** The pass that an execution's state holds before its first. */
export const BEFORE_FIRST = { status: 'start', continuationToken: null, historyEvents: 16 } as const

/** Runs the state Begin. Undefined where the execution ends there. */
export async function runBegin(
  machine: Machine,
  execution: SimulatedExecution,
): Promise<{ readonly begun: GoesOn; readonly retryCount: number } | undefined> {
  const { nowMs } = machine
  const input = JSON.parse(execution.input)
  const done = await runTask<GoesOn>(machine, execution, {
    payloadOf: (retryCount) => ({
      input,
      pass: { status: 'begin', continuationToken: null },
      execution: idOf(execution),
      retryCount,
    }),
    invoke: async (event) => {
      const outcome = await invokeBegin(machine, event)
      if (outcome instanceof ScavengeError) checkShardError(outcome, machine, { carry: execution.carry })
      return outcome
    },
  })
  if (done === undefined) return undefined
  const { answer, retryCount } = done
  const state = { input, pass: { Payload: BEFORE_FIRST }, begin: { Payload: answer, retryCount } }
  execution.answered(nowMs(), { name: 'Begin', answer, state })
  return { begun: answer, retryCount }
}

/** An execution as the state machine tells the function. */
export function idOf({ arn, startMs, redrives }: SimulatedExecution): object {
  return { id: arn, startTime: new Date(startMs).toISOString(), redriveCount: redrives }
}

async function invokeBegin(machine: Machine, event: unknown): Promise<Tried<GoesOn>> {
  const { setting, disturbance, executions, nowMs } = machine
  const { world, items } = setting
  disturbance.changeRule()
  const rule = disturbance.rule.parsed
  const input = parsedOrRefused(event, rule)
  if (input instanceof ScavengeError) return input
  return answered(machine, async () => {
    const begun = await begin(input, {
      rule,
      stage: 'dev',
      nowMs,
      others: {
        findEarlier: async () => undefined,
        findFormer: (from, { id }) => continueFrom(from, id, executions.requests),
        endOf: (shard, common) => shardEnd(shard, { arn: input.execution.id, common }, executions.requests),
      },
      describe: async () => {
        await world.clock.sleep(world.latencyMs)
        if (world.clock.monotonicMs() < world.missingUntilMs) throw new TableNotFound('table: none')
        const { description } = world.table
        const shape = { key: description.key, indexes: [], notPriced: [] }
        return { ...description, shape, items: undefined, bytes: undefined }
      },
      estimate: async () => ({ ...ESTIMATE, ...allOrNothing(items) }),
      guardSources: () => ({ past: async () => undefined, pointInTimeRecovery: async () => 'enabled' }),
    })
    if (begun.status === 'start' || begun.status === 'shards') return begun
    throw new Error(`begin: expected an execution that starts, found ${begun.status}`)
  })
}

/** An estimate that trips no guard before the first pass. */
function allOrNothing(items: number) {
  const interval = { estimate: items, low: 0, high: items }
  return { items: interval, matched: interval, candidates: interval }
}
