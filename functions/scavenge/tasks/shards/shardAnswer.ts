import type { History } from '../../execution/history.ts'
import { PARENT_ABORTED } from '../../execution/shards/shardStatus.ts'
import type { PassResult } from '../../pass/answer/passResult.ts'

/**
 * What a shard's pass answers. A shard ends as `continued` where it nears its history's limits, because it has no
 * successor; where a guard ends it, because its limit is a slice of its parent's; and where its parent was stopped,
 * because the next pass would begin otherwise. Its parent decides how it goes on. `endedAs`: what the pass's watch saw
 * of its execution, if anything.
 */
export function shardAnswer({ successor, ...answer }: PassResult & History, endedAs: string): PassResult & History {
  const isStopped = endedAs === PARENT_ABORTED && answer.status === 'continue'
  const isOver = successor !== undefined || answer.status === 'guardTripped' || isStopped
  return isOver ? { ...answer, status: 'continued' } : answer
}
