import * as z from 'zod/mini'
import type { Estimate } from '../../functions/scavenge/estimate/estimate.ts'
import { member } from '../../functions/scavenge/execution/json.ts'

const interval = z.object({ estimate: z.number(), low: z.number(), high: z.number() })

/** docs/contract.md names the fields. Unknown ones are dropped. */
const estimate = z.object({
  confirm: z.exactOptional(z.string()),
  table: z.string(),
  cutoff: z.string(),
  items: interval,
  matched: interval,
  candidates: interval,
  young: interval,
  undated: interval,
  bytes: z.number(),
  writeUnits: z.object({
    table: z.number(),
    indexes: z.record(z.string(), z.number()),
    notPriced: z.exactOptional(z.array(z.string())),
  }),
  dollars: z.object({
    delete: z.number(),
    scan: z.number(),
    lambda: z.number(),
    stepFunctions: z.number(),
    total: z.number(),
  }),
  hours: z.number(),
  oldest: z.nullable(z.string()),
  newest: z.nullable(z.string()),
  ages: z.array(z.object({ fromDays: z.number(), toDays: z.nullable(z.number()), items: z.number() })),
  sampled: z.object({ segments: z.number(), of: z.number(), items: z.number(), readUnits: z.number() }),
  advice: z.array(
    z.object({
      kind: z.enum(['nativeTtl', 'ttlMark', 'readIndex', 'copyRest']),
      dollars: z.number(),
      text: z.string(),
    }),
  ),
})

/** The estimate in the output of Begin or of an execution; undefined where there is none. */
export function estimateIn(output: unknown): Estimate | undefined {
  const parsed = estimate.safeParse(member(output, 'estimate'))
  return parsed.success ? parsed.data : undefined
}
