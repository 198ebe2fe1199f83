import { checkedConnection, type DeployedFlags } from '../../executions/connectionOptions.ts'
import { type ExecutionInput, executionInput } from '../../shell/executionInput.ts'
import { UsageError } from '../../shell/failure.ts'
import { fraction, wholeNumber } from '../../shell/optionValues.ts'
import { type LocalOptions, localOptions } from '../local/localOptions.ts'

/** The options as commander parses them. */
export interface EstimateFlags extends DeployedFlags {
  readonly rule?: string
  readonly endpoint?: string
  readonly stage?: string
  readonly input?: string
  readonly sample?: string
  readonly show?: string
  readonly items?: string
}

/** An estimate of a deployed rule, by an execution of its own. */
export interface DeployedEstimate {
  readonly kind: 'deployed'
  readonly connection: DeployedFlags
  readonly stage: string
  readonly rule: string
  readonly input: ExecutionInput
  readonly json: boolean
}

/** An estimate made on this machine. */
export interface LocalEstimate extends Pick<LocalOptions, 'rule' | 'endpoint' | 'input' | 'items' | 'json'> {
  readonly kind: 'local'
  /** Share of the segments to read; undefined: 1 %. */
  readonly share: number | undefined
  /** Candidates and undated items to show. */
  readonly show: number
}

/** Items of each kind that `--show` shows at most. */
const MAX_SHOWN = 1_000

/** Only on this machine: an answer of Step Functions holds no item, and a deployed estimate reads the usual share. */
const LOCAL_ONLY = ['endpoint', 'sample', 'show', 'items'] as const
const DEPLOYED_ONLY = ['region', 'profile', 'endpointUrl'] as const

/** Validates the options, reading the input from its file or standard input. Throws UsageError. */
export async function estimateOptions(flags: EstimateFlags): Promise<DeployedEstimate | LocalEstimate> {
  const { stage } = flags
  return stage === undefined ? localEstimate(flags) : deployedEstimate(flags, stage)
}

async function deployedEstimate(flags: EstimateFlags, stage: string): Promise<DeployedEstimate> {
  const { rule, json = false } = flags
  refuse(flags, LOCAL_ONLY, 'is for an estimate on this machine, --stage asks for a deployed one')
  if (rule === undefined) throw new UsageError("--stage: expected --rule with the rule's name beside it, found none")
  const { region, profile, endpointUrl } = checkedConnection(flags)
  const input = await executionInput(flags.input)
  return { kind: 'deployed', connection: { region, profile, endpointUrl }, stage, rule, input, json }
}

async function localEstimate(flags: EstimateFlags): Promise<LocalEstimate> {
  refuse(flags, DEPLOYED_ONLY, 'is for a deployed estimate, which needs --stage')
  const { rule, endpoint, input, items, json } = await localOptions(flags)
  const show = wholeNumber('--show', flags.show, { least: 1, most: MAX_SHOWN }) ?? 0
  if (json && show > 0) {
    throw new UsageError('--json prints the estimate, which holds no items, --show prints items: leave one of them out')
  }
  return { kind: 'local', rule, endpoint, input, items, json, share: fraction('--sample', flags.sample), show }
}

function refuse(flags: EstimateFlags, options: readonly (keyof EstimateFlags)[], why: string): void {
  const found = options.find((option) => flags[option] !== undefined)
  if (found === undefined) return
  const name = found === 'endpointUrl' ? 'endpoint-url' : found
  throw new UsageError(`--${name} ${why}: leave one of them out`)
}
