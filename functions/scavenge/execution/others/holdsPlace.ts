import { isMap } from '../../rule/fields.ts'
import { describeExecution, type ExecutionRequests } from '../executionRequests.ts'
import { GOES_ON } from '../executionWatch.ts'
import { parseJson } from '../json.ts'

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
  const fields = parseJson(input)
  return !isMap(fields) || (fields.estimate !== true && (fields.dryRun === true) === dryRun)
}
