import { RETRY_EVENTS } from '../retries.ts'

/** How often a start is repeated at most: MaxAttempts of StartShard's retrier in scavenge.asl.yml. */
export const MOST_START_RETRIES = 20

/**
 * Events of one iteration of the map: started and succeeded; entered, scheduled, started, submitted, succeeded, exited of
 * its task; entered and exited of its last state; and as many repeated starts as there may be.
 */
const ITERATION_EVENTS = 10 + MOST_START_RETRIES * RETRY_EVENTS

/** Events of the map itself (entered, started, succeeded, exited), and of the state that moves the round there. */
const MAP_EVENTS = 6

/** Events of a round in its parent's history: an estimate that errs upwards. */
export function eventsOfRound({ shards }: { readonly shards: readonly unknown[] }): number {
  return MAP_EVENTS + shards.length * ITERATION_EVENTS
}
