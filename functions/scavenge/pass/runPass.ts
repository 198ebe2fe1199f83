import type { PassInput } from '../execution/input.ts'
import { filterAttributes } from '../hint/typesFound.ts'
import type { Rule } from '../rule/rule.ts'
import type { Item } from '../table/item.ts'
import { passAnswer } from './answer/passAnswer.ts'
import type { PassOutcome } from './answer/passResult.ts'
import { beginning } from './beginning.ts'
import { readFirstItems } from './pages.ts'
import type { PassContext } from './parts/passContext.ts'
import { type PassParts, passParts } from './parts/passParts.ts'
import { workSegment } from './segmentWork.ts'

/**
 * One pass. It goes on from the token, or begins at the table's start. It reads segments and deletes candidates until
 * all segments are over, a guard trips or the deadline comes, and answers with the ledger and, unless complete, the
 * token for the next pass. Nothing is left running when it settles. Throws a ScavengeError for what repeating cannot
 * mend, and any other error for what it may mend.
 */
export async function runPass(input: PassInput, context: PassContext): Promise<PassOutcome> {
  const { clock, rule, table } = context
  const start = beginning(input, rule, table.description)
  const parts = passParts(input, start, context)
  const { deadline, failures } = parts.ends
  let moved: boolean
  let firstItems: readonly Item[]
  try {
    moved = await readSegments(parts, input.settings.readers)
    firstItems = await firstItemsIfNoneMatched(parts, rule)
  } finally {
    deadline.close()
  }
  failures.throwFirst()
  return passAnswer({
    execution: input.execution.id,
    start,
    parts,
    moved,
    firstItems,
    clock,
    rule,
    table: table.description,
  })
}

/** The first items of the table where the execution is over and none of its items passed the filter; else none. */
async function firstItemsIfNoneMatched({ segments, ledger, work }: PassParts, rule: Rule): Promise<readonly Item[]> {
  const { matched, scanned } = ledger.counts()
  if (!segments.complete || matched > 0 || scanned === 0) return []
  return readFirstItems(filterAttributes(rule.filter), work.reading)
}

/** Works the segments by so many readers at once. Answers whether a checkpoint moved. */
async function readSegments(parts: PassParts, readers: number): Promise<boolean> {
  const moves = await Promise.all(Array.from({ length: readers }, () => readOneByOne(parts)))
  return moves.includes(true)
}

/** One reader: works one segment after the other until none is left or nothing more may be read in this pass. */
async function readOneByOne({ segments, paces, caps, ends, work }: PassParts): Promise<boolean> {
  let moved = false
  let ended: number | undefined
  while (!ends.deadline.draining.aborted && !caps.read?.exhausted) {
    const next = segments.take(ended)
    if (next === undefined) {
      if (ended !== undefined) paces.close(ended)
      break
    }
    const pace = paces.open(next.segment, ended)
    ended = next.segment
    if (await workSegment(next, pace, work)) moved = true
  }
  return moved
}
