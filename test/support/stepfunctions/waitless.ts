import { type Clock, realClock } from '../../../functions/scavenge/waiting/clock.ts'

/** Waits between tries take no time, and a request has as long as it needs. */
const clock: Clock = {
  ...realClock,
  after: () => () => undefined,
  sleep: () => new Promise((resolve) => setImmediate(resolve)),
}

/** Time and randomness for requests to a stub of AWS. */
export const WAITLESS = { clock, random: () => 0 }
