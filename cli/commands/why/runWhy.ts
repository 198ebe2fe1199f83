import { DynamoDBClient } from '@aws-sdk/client-dynamodb'
import { InvalidInput, InvalidRule } from '../../../functions/scavenge/errors.ts'
import { parseInput } from '../../../functions/scavenge/execution/input.ts'
import { withStartValues } from '../../../functions/scavenge/execution/startValues.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { readRuleFile } from '../../../functions/scavenge/rule/ruleFile.ts'
import { withoutLogger } from '../../../functions/scavenge/sdk/withoutLogger.ts'
import { isResolved } from '../../../functions/scavenge/table/tableReference.ts'
import { openEndpoint, regionOfClient } from '../../engine/endpoint.ts'
import { ruleAtHand } from '../../executions/ruleAtHand.ts'
import { executionInput } from '../../shell/executionInput.ts'
import { SUCCEEDED } from '../../shell/exitCodes.ts'
import { RunFailure, UsageError } from '../../shell/failure.ts'
import { jsonOf } from '../../shell/optionValues.ts'
import { print, printJson } from '../../shell/printing.ts'
import { givenItem } from '../../verdict/givenItem.ts'
import { explanation } from './explanation.ts'
import { whyJson } from './whyJson.ts'
import { whyText } from './whyText.ts'

/** The options as commander parses them, `rule` with its default. */
export interface WhyFlags {
  readonly key: string
  readonly rule: string
  readonly stage?: string
  readonly input?: string
  readonly endpoint?: string
  readonly region?: string
  readonly json?: boolean
}

/** Prints the verdict on one item and each step to it. Returns the exit code. Throws UsageError and RunFailure. */
export async function runWhy(flags: WhyFlags): Promise<number> {
  const key = keyOf(flags.key)
  const input = await executionInput(flags.input)
  const { rule, olderThanMs } = named(() => {
    const written = ruleOf(flags)
    const { settings, values } = parseInput(input, written)
    return { rule: withStartValues(written, values), olderThanMs: settings.olderThanMs }
  })
  const client = await clientOf(flags, rule)
  try {
    const explained = await explanation(client, { rule, key, olderThanMs, startMs: Date.now() })
    if (flags.json) printJson(whyJson(rule, key, explained))
    else print(whyText(rule, explained))
    return SUCCEEDED
  } catch (error) {
    if (error instanceof RunFailure || !(error instanceof Error) || !isOfRequest(error)) throw error
    // What DynamoDB says is what the person who asks needs: no such table, another key, a right that is missing.
    throw new RunFailure(error.name, `table ${rule.table}: ${error.message}`, { cause: error })
  } finally {
    client.destroy()
  }
}

function isOfRequest(error: Error): boolean {
  return '$metadata' in error || error.name === 'CredentialsProviderError'
}

function keyOf(json: string) {
  const key = jsonOf('--key', json, 'JSON such as {"WorkerId": 1, "StartTime": "…"}')
  try {
    return givenItem(key)
  } catch (error) {
    if (error instanceof UsageError) throw new UsageError(`--key: ${error.message}`, { cause: error })
    throw error
  }
}

/** The rule by its file; with a stage by its name, as the stage runs it. */
function ruleOf({ rule: named, stage }: WhyFlags): Rule {
  const rule = stage === undefined ? readRuleFile(named).rule : ruleAtHand({ stage, rule: named })
  if (rule === undefined)
    throw new UsageError(`--rule: expected the name of a rule in rules/ beside --stage, found "${named}"`)
  if (isResolved(rule.table)) return rule
  throw new UsageError(`rule ${rule.name}: expected a table's name, found "${rule.table}", which a deployment resolves`)
}

/** What the act answers; a rule or an input that is refused fails the command by its name. */
function named<Answer>(act: () => Answer): Answer {
  try {
    return act()
  } catch (error) {
    if (error instanceof InvalidRule || error instanceof InvalidInput)
      throw new RunFailure(error.name, error.message, { cause: error })
    throw error
  }
}

async function clientOf({ endpoint, region: given }: WhyFlags, rule: Rule): Promise<DynamoDBClient> {
  if (endpoint !== undefined) return (await openEndpoint(endpoint)).client
  const region = given ?? rule.deployment.region
  const client = withoutLogger(new DynamoDBClient({ ...(region !== undefined && { region }) }))
  await regionOfClient(client)
  return client
}
