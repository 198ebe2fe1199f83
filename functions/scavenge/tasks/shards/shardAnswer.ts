import type { History } from '../../execution/history.ts'
import { PARENT_ABORTED } from '../../execution/shards/shardStatus.ts'
import type { PassResult } from '../../pass/answer/passResult.ts'

/**
 * What a shard's pass answers. A shard has no successor, and a guard that ends it is a slice of its parent's: it ends as
 * `continued`, and its parent decides how it goes on. So does a shard whose parent was stopped, since a pass that only
 * drained would be followed by the next. `endedAs`: what the pass's watch saw of its execution, if anything.
 */
export function shardAnswer({ successor, ...answer }: PassResult & History, endedAs: string): PassResult & History {
  const isStopped = endedAs === PARENT_ABORTED && answer.status === 'continue'
  const isOver = successor !== undefined || answer.status === 'guardTripped' || isStopped
  return isOver ? { ...answer, status: 'continued' } : answer
}
