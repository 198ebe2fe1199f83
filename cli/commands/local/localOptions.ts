import { MAX_MEMORY_MB, MIN_MEMORY_MB } from '../../../functions/scavenge/rule/limits.ts'
import { FUNCTION_TIMEOUT_SECONDS } from '../../../statemachine/functionTimeout.ts'
import { type ExecutionInput, executionInput } from '../../shell/executionInput.ts'
import { UsageError } from '../../shell/failure.ts'
import { endpointUrl, wholeNumber } from '../../shell/optionValues.ts'
import { DEMO_RULE } from '../../shell/project.ts'

/** The options as commander parses them. */
export interface LocalFlags {
  readonly rule?: string
  readonly endpoint?: string
  readonly input?: string
  readonly confirm?: string
  readonly passSeconds?: string
  readonly items?: string
  readonly memory?: string
  readonly verify?: boolean
  readonly json?: boolean
  readonly verbose?: boolean
}

export interface LocalOptions {
  readonly rule: string
  /** Undefined: the embedded engine with the demo table. */
  readonly endpoint: string | undefined
  readonly input: ExecutionInput
  readonly passSeconds: number
  /** Items of the demo table. */
  readonly items: number
  /** MB of a pass; undefined: the rule's. */
  readonly memoryMb: number | undefined
  readonly verify: boolean
  readonly json: boolean
  readonly verbose: boolean
}

/** Defaults with the demo table: a run shows several passes and takes less than a minute. */
export const EMBEDDED_PASS_SECONDS = 8
export const DEFAULT_ITEMS = 16_000
const MAX_ITEMS = 10_000_000

/** Validates the options, reading the input from its file or standard input. Throws UsageError. */
export async function localOptions(flags: LocalFlags): Promise<LocalOptions> {
  const { endpoint } = flags
  if (endpoint !== undefined && flags.items !== undefined) {
    throw new UsageError('--items makes the embedded table, --endpoint names another: leave one of them out')
  }
  const passSeconds = endpoint === undefined ? EMBEDDED_PASS_SECONDS : FUNCTION_TIMEOUT_SECONDS
  return {
    rule: flags.rule ?? DEMO_RULE,
    endpoint: endpointUrl('--endpoint', endpoint),
    input: confirmedInput(await executionInput(flags.input), flags.confirm),
    passSeconds:
      wholeNumber('--pass-seconds', flags.passSeconds, { least: 1, most: FUNCTION_TIMEOUT_SECONDS }) ?? passSeconds,
    items: wholeNumber('--items', flags.items, { least: 0, most: MAX_ITEMS }) ?? DEFAULT_ITEMS,
    memoryMb: wholeNumber('--memory', flags.memory, { least: MIN_MEMORY_MB, most: MAX_MEMORY_MB }),
    verify: flags.verify ?? false,
    json: flags.json ?? false,
    verbose: flags.verbose ?? false,
  }
}

function confirmedInput(input: ExecutionInput, confirm: string | undefined): ExecutionInput {
  if (confirm === undefined) return input
  if (input.confirm !== undefined) {
    throw new UsageError('--confirm and the confirm of --input say the same: leave one of them out')
  }
  return { ...input, confirm }
}
