import * as z from 'zod/mini'

const ending = z.discriminatedUnion('status', [
  z.object({ status: z.literal('skipped'), runningExecution: z.string() }),
  z.object({ status: z.literal('continued'), successor: z.string() }),
  z.object({ status: z.literal('estimated') }),
])

/** The output of an execution that ended as Succeeded before it had worked the whole table. */
export type Ending = z.infer<typeof ending>

/** Why an execution ended as Succeeded before it had worked the whole table; undefined for one that worked it all. */
export function endingIn(output: unknown): Ending | undefined {
  const parsed = ending.safeParse(output)
  return parsed.success ? parsed.data : undefined
}
