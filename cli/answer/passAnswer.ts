import * as z from 'zod/mini'
import { member } from '../../functions/scavenge/execution/json.ts'
import type { LedgerCounts } from './ledgerCounts.ts'

/** What the command line needs of a pass's answer; docs/contract.md has all of it. Unknown fields are dropped. */
const passAnswer = z.object({
  status: z.string(),
  ledger: z.record(z.string(), z.number()),
  progress: z.optional(z.object({ segmentsDone: z.number(), totalSegments: z.number() })),
  cutoff: z.optional(z.string()),
  continuationToken: z.optional(z.string()),
  waitSeconds: z.optional(z.number()),
  /** RFC 3339: when the rule's window opens, where it is waited for. */
  windowOpens: z.optional(z.string()),
  dryRun: z.optional(z.boolean()),
  trouble: z.catch(z.optional(z.record(z.string(), z.number())), undefined),
  /** One text or several, see `hintsIn`. */
  hint: z.optional(z.unknown()),
  /** In units a second. */
  caps: z.optional(
    z.object({ writeUnitsPerSecond: z.optional(z.number()), readUnitsPerSecond: z.optional(z.number()) }),
  ),
})

export type PassAnswer = z.infer<typeof passAnswer>

/** What requests fail with at present. */
export interface Failing {
  /** An error's code, or a reason for throttling. */
  readonly code: string
  readonly times: number
  /** Milliseconds since the first of these failures. */
  readonly forMs: number
}

/** How far a running pass is, as the function publishes it on its diagnostics channel. */
export interface PassProgress {
  readonly ledger: LedgerCounts
  readonly segmentsDone: number
  readonly totalSegments: number
  /** Empty or absent while requests succeed. */
  readonly failing?: readonly Failing[]
}

/** The pass's answer in the output of a function, a task, a state or an execution; undefined where there is none. */
export function passAnswerIn(output: unknown): PassAnswer | undefined {
  for (const candidate of [output, member(output, 'Payload'), member(member(output, 'pass'), 'Payload')]) {
    const parsed = passAnswer.safeParse(candidate)
    if (parsed.success) return parsed.data
  }
  return undefined
}

/** When the rule's window opens, in an answer of Begin's or a pass that waits for it; undefined in any other. */
export function windowOpensIn(answer: unknown): string | undefined {
  const opens = member(answer, 'windowOpens')
  return typeof opens === 'string' ? opens : undefined
}
