import type { PassInput } from '../../execution/input.ts'
import { Allowance } from '../../guard/allowance.ts'
import { limitsOf } from '../../guard/guards.ts'
import type { Ledger } from '../../progress/ledger.ts'
import type { TokenState } from '../../progress/tokenState.ts'
import { msUntilClosed } from '../../rule/window/window.ts'
import { Deadline } from '../deadline.ts'
import { Stall } from '../stall.ts'
import { Failures } from '../troubles.ts'
import type { PassContext } from './passContext.ts'

/** What may end a pass before its segments are over. */
export interface PassEnds {
  readonly deadline: Deadline
  readonly stall: Stall
  readonly failures: Failures
  /** What the guards still allow. */
  readonly allowance: Allowance
}

/** What may end the pass that goes on from `start`. The deadline runs from now on, until it is closed. */
export function endsOf(
  { settings, judgedGuards }: PassInput,
  start: TokenState,
  ledger: Ledger,
  { clock, remainingMs, rule, stopped }: PassContext,
): PassEnds {
  const closedMs = msUntilClosed(rule.window, clock.nowMs())
  const deadline = Deadline.start(clock, remainingMs, start.learned?.slowestMs, closedMs)
  stopped?.addEventListener('abort', () => deadline.drain(), { once: true })
  if (stopped?.aborted) deadline.drain()
  const allowance = new Allowance({
    limits: judgedGuards?.limits ?? limitsOf(settings, start.basis ?? {}),
    deleted: start.counts.deleted,
    consumed: () => ledger.counts(),
    onTrip: () => deadline.drain(),
  })
  return {
    deadline,
    stall: new Stall(clock, () => deadline.drain()),
    failures: new Failures(() => deadline.abort()),
    allowance,
  }
}
