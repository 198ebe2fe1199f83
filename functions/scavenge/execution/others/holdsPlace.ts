import { describeExecution, type ExecutionRequests } from '../executionRequests.ts'
import { GOES_ON } from '../executionWatch.ts'

/** Whatever the reason, an execution that can't be described counts as one that holds the place. */
const UNREADABLE = () => ({ status: undefined, input: undefined })

/**
 * Whether a listed execution holds the place of those that do as it does: dry runs hold that of dry runs, all others
 * that of each other. A list shows no input, so the execution is described. One that has ended since, or that only
 * makes an estimate, holds no place. One whose input can't be read counts as holding it.
 */
export async function holdsPlace(executionArn: string, dryRun: boolean, context: ExecutionRequests): Promise<boolean> {
  const { status, input } = await describeExecution(executionArn, context).catch(UNREADABLE)
  if (status !== undefined && !GOES_ON.has(status)) return false
  const fields = parsed(input)
  return fields === undefined || (fields.estimate !== true && (fields.dryRun === true) === dryRun)
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
