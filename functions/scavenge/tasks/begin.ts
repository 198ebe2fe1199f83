import type { PassInput } from '../execution/input.ts'
import { formatOlderThan } from '../rule/olderThan.ts'

/** The execution's input with every default filled in, so that whoever looks sees what was decided; never a token. */
interface Decided {
  readonly dryRun: boolean
  /** Absent beside a token, which brings its own. */
  readonly olderThan?: string
  readonly totalSegments?: number
  readonly readers: number
  readonly deleters: number
  /** Absent where there is no cap. */
  readonly maxWriteUnitsPerSecond?: number
  readonly maxReadUnitsPerSecond?: number
  readonly force: boolean
  /** Only `true`: the execution goes on from the token in its input. */
  readonly fromToken?: true
}

/** What Begin answers: the execution goes on to its first pass, or yields to another one. */
export type Begun =
  | { readonly status: 'start'; readonly decided: Decided }
  | { readonly status: 'skipped'; readonly runningExecution: string }

/**
 * What comes before an execution's first pass: its input was read, so it is either in the way of `earlierExecution`,
 * which is only asked where the input does not say `force`, or it starts.
 */
export async function begin(input: PassInput, earlierExecution: () => Promise<string | undefined>): Promise<Begun> {
  const runningExecution = input.force ? undefined : await earlierExecution()
  if (runningExecution !== undefined) return { status: 'skipped', runningExecution }
  return { status: 'start', decided: decided(input) }
}

function decided(input: PassInput): Decided {
  const { dryRun, readers, deleters, force, maxWriteUnitsPerSecond, maxReadUnitsPerSecond } = input
  const whole =
    input.continuationToken === undefined
      ? { olderThan: formatOlderThan(input.olderThanMs), totalSegments: input.totalSegments }
      : {}
  return {
    dryRun,
    ...whole,
    readers,
    deleters,
    ...(maxWriteUnitsPerSecond !== undefined && { maxWriteUnitsPerSecond }),
    ...(maxReadUnitsPerSecond !== undefined && { maxReadUnitsPerSecond }),
    force,
    ...(input.continuationToken !== undefined && { fromToken: true }),
  }
}
