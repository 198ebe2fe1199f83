import { duration } from '../../report/duration.ts'
import { count, dollars } from '../../report/numbers.ts'
import { type Columns, table } from '../../report/table.ts'
import type { ListedRun } from './listExecutions.ts'

const COLUMNS: Columns = {
  'start (UTC)': 'left',
  stage: 'left',
  rule: 'left',
  duration: 'right',
  status: 'left',
  deleted: 'right',
  cost: 'right',
  execution: 'left',
}
const UNKNOWN = '–'

/** The list for people. Below it stands the ARN of each execution that has not succeeded, to watch or stop it by. */
export function listTable(runs: readonly ListedRun[]): string {
  const rows = runs.map((run) => {
    const { startTime, stage, rule, seconds, cost, name } = run
    const start = startTime.slice(0, 19).replace('T', ' ')
    const price = cost ? `$${dollars(cost.total)}` : UNKNOWN
    return [start, stage, rule, duration(seconds * 1000), status(run), deleted(run), price, name]
  })
  const open = runs.filter((run) => run.status !== 'SUCCEEDED').map((run) => `${run.status} ${run.executionArn}`)
  return [table(COLUMNS, rows), ...open].join('\n')
}

function status({ status: word, ending, shards }: ListedRun): string {
  if (ending) return `${word} (${ending.status})`
  return shards ? `${word} (${new Set(shards.map(({ shard }) => shard)).size} shards)` : word
}

function deleted({ ledger }: ListedRun): string {
  if (ledger?.wouldDelete !== undefined) return `(dry run: ${count(ledger.wouldDelete)})`
  return ledger?.deleted === undefined ? UNKNOWN : count(ledger.deleted)
}
