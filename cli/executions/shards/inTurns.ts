import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { Semaphore } from '../../../functions/scavenge/waiting/semaphore.ts'

/** Executions that are asked about at the same time. Each takes several requests, which have quotas. */
const ASKED_AT_ONCE = 5

/** What `ask` answers for each, in their order; at most five are asked about at a time. Throws what `ask` throws. */
export async function inTurns<Asked, Answer>(
  all: readonly Asked[],
  ask: (one: Asked) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const turns = new Semaphore(ASKED_AT_ONCE)
  return Promise.all(
    all.map(async (one) => {
      await turns.acquire(NEVER)
      try {
        return await ask(one)
      } finally {
        turns.release()
      }
    }),
  )
}
