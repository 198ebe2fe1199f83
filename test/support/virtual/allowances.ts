import { Allowance } from '../../../functions/scavenge/guard/allowance.ts'

/** What guards without a limit allow: everything. */
export function unlimited(): Allowance {
  return new Allowance({
    limits: {},
    deleted: 0,
    consumed: () => ({ readUnits: 0, writeUnits: 0 }),
    onTrip() {
      throw new Error('guards: expected none to trip without a limit, found one')
    },
  })
}
