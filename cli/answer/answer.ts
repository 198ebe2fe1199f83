import * as z from 'zod/mini'

/** What the command line needs of a pass's answer; docs/contract.md has all of it. Newer fields are no obstacle. */
const answer = z.object({
  status: z.string(),
  ledger: z.record(z.string(), z.number()),
  progress: z.optional(z.object({ segmentsDone: z.number(), totalSegments: z.number() })),
  waitSeconds: z.optional(z.number()),
  dryRun: z.optional(z.boolean()),
  continuationToken: z.optional(z.string()),
})

export type Answer = z.infer<typeof answer>

const ending = z.discriminatedUnion('status', [
  z.object({ status: z.literal('skipped'), runningExecution: z.string() }),
  z.object({ status: z.literal('continued'), successor: z.string() }),
])

/** The output of an execution that ran no rule to its end. */
export type Ending = z.infer<typeof ending>

/** The pass's answer in the output of a task, a state or an execution; undefined where there is none. */
export function answerIn(output: unknown): Answer | undefined {
  for (const candidate of [output, member(output, 'Payload'), member(member(output, 'pass'), 'Payload')]) {
    const parsed = answer.safeParse(candidate)
    if (parsed.success) return parsed.data
  }
  return undefined
}

/** Why an execution ended as Succeeded without having run to its end; undefined for one that did. */
export function endingIn(output: unknown): Ending | undefined {
  const parsed = ending.safeParse(output)
  return parsed.success ? parsed.data : undefined
}

/** JSON that Step Functions holds as text; undefined where there is none. */
export function parseJson(text: string | undefined): unknown {
  if (text === undefined || text === '') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined // no text of ours: there is nothing in it to find
  }
}

export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Object.getOwnPropertyDescriptor(value, name)?.value : undefined
}
