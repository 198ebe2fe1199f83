import Table from 'cli-table3'
import { duration } from '../../report/duration.ts'
import { count, dollars } from '../../report/numbers.ts'
import type { ListedRun } from './listExecutions.ts'

const HEAD = ['start (UTC)', 'stage', 'rule', 'duration', 'status', 'deleted', 'cost', 'execution']
const UNKNOWN = '–'

/** The list for people. Below it stands the ARN of each execution that has not succeeded, to watch or stop it by. */
export function listTable(runs: readonly ListedRun[]): string {
  const table = new Table({
    head: HEAD,
    colAligns: ['left', 'left', 'left', 'right', 'left', 'right', 'right', 'left'],
    style: { head: [], border: [], compact: true },
  })
  for (const run of runs) {
    const { startTime, stage, rule, seconds, cost, name } = run
    const start = startTime.slice(0, 19).replace('T', ' ')
    table.push([
      start,
      stage,
      rule,
      duration(seconds * 1000),
      status(run),
      deleted(run),
      cost ? `$${dollars(cost.total)}` : UNKNOWN,
      name,
    ])
  }
  const open = runs.filter((run) => run.status !== 'SUCCEEDED').map((run) => `${run.status} ${run.executionArn}`)
  return [table.toString(), ...open].join('\n')
}

function status({ status: word, ending, shards }: ListedRun): string {
  if (ending) return `${word} (${ending.status})`
  return shards ? `${word} (${new Set(shards.map(({ shard }) => shard)).size} shards)` : word
}

function deleted({ ledger }: ListedRun): string {
  if (ledger?.wouldDelete !== undefined) return `(dry run: ${count(ledger.wouldDelete)})`
  return ledger?.deleted === undefined ? UNKNOWN : count(ledger.deleted)
}
