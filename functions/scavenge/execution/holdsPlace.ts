import { DescribeExecutionCommand, type DescribeExecutionOutput, type SFNClient } from '@aws-sdk/client-sfn'
import { isDenial } from '../request/errorCodes.ts'
import { type Retries, retried } from '../request/retried.ts'
import { GOES_ON } from './executionWatch.ts'

/** Tries of one DescribeExecution before its execution counts as one that holds the place. */
const ATTEMPTS = 5

/** Each try is given up after this many milliseconds. */
const TIMEOUT_MS = 5_000

interface LookContext extends Pick<Retries, 'clock' | 'random'> {
  readonly client: SFNClient
}

/**
 * Whether a listed execution holds the place of those that do as it does: dry runs hold that of dry runs, all others
 * that of each other. A list shows no input, so the execution is described. One that has ended since, or that only
 * makes an estimate, holds no place. One whose input can't be read counts as holding it.
 */
export async function holdsPlace(executionArn: string, dryRun: boolean, context: LookContext): Promise<boolean> {
  const { status, input } = (await described(executionArn, context)) ?? {}
  if (status !== undefined && !GOES_ON.has(status)) return false
  const fields = parsed(input)
  return fields === undefined || (fields.estimate !== true && (fields.dryRun === true) === dryRun)
}

async function described(
  executionArn: string,
  { client, clock, random }: LookContext,
): Promise<Partial<DescribeExecutionOutput> | undefined> {
  const command = new DescribeExecutionCommand({ executionArn })
  try {
    return await retried((abortSignal) => client.send(command, { abortSignal }), {
      clock,
      random,
      attempts: ATTEMPTS,
      timeoutMs: TIMEOUT_MS,
      isTransient: (error) => !(error instanceof Error && isDenial(error.name)),
    })
  } catch {
    return undefined // not readable, whatever the reason: the execution counts as one that holds the place
  }
}

/** The fields of an input; undefined where it is none that an execution takes. */
function parsed(input: string | undefined): { readonly dryRun?: unknown; readonly estimate?: unknown } | undefined {
  try {
    const value: unknown = JSON.parse(input ?? '')
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined
  } catch {
    return undefined // no JSON, or left out of the answer
  }
}
