import { paginateListStateMachines, type SFNClient } from '@aws-sdk/client-sfn'
import { RunFailure } from '../shell/failure.ts'
import { type StageRule, stageRuleOf, stateMachineName } from './names.ts'
import { checkRuleRegion } from './ruleAtHand.ts'

interface DeployedStateMachine extends StageRule {
  readonly arn: string
}

/** All of this project's state machines in the account and Region of the client, by stage and rule. */
async function deployedStateMachines(client: SFNClient): Promise<readonly DeployedStateMachine[]> {
  const found: DeployedStateMachine[] = []
  for await (const { stateMachines = [] } of paginateListStateMachines({ client, pageSize: 1000 }, {})) {
    for (const { name = '', stateMachineArn: arn = '' } of stateMachines) {
      const stageRule = stageRuleOf(name)
      if (stageRule) found.push({ arn, ...stageRule })
    }
  }
  return found.sort((a, b) => compare(a.stage, b.stage) || compare(a.rule, b.rule))
}

/**
 * The state machines of a stage, of a rule, or of both. Throws RunFailure for none; its message lists what there is.
 * Throws UsageError where a rule's file names another Region than the client's.
 */
export async function chosenStateMachines(
  client: SFNClient,
  choice: Partial<StageRule>,
): Promise<readonly DeployedStateMachine[]> {
  const { stage, rule } = choice
  if (stage !== undefined && rule !== undefined) checkRuleRegion({ stage, rule }, await client.config.region())
  const deployed = await deployedStateMachines(client)
  const chosen = deployed.filter(
    ({ stage, rule }) => (choice.stage ?? stage) === stage && (choice.rule ?? rule) === rule,
  )
  if (chosen.length > 0) return chosen
  throw notFound(deployed, choice, await client.config.region())
}

/** The state machine of a stage and a rule. Throws RunFailure for none; its message lists what there is. */
export async function findStateMachine(client: SFNClient, wanted: StageRule): Promise<DeployedStateMachine> {
  const [found] = await chosenStateMachines(client, wanted)
  if (!found) throw new Error('expected a state machine, since an empty choice is refused')
  return found
}

function notFound(deployed: readonly StageRule[], { stage, rule }: Partial<StageRule>, region: string): RunFailure {
  const ofStage = deployed.filter((one) => one.stage === stage)
  const stages = [...new Set(deployed.map((one) => one.stage))].join(', ')
  if (deployed.length === 0) {
    const what = stage === undefined ? 'a stage' : `the stage "${stage}"`
    const deploy = `npm run deploy -- --stage ${stage ?? 'dev'}`
    return new RunFailure(
      'StageNotFound',
      `expected ${what} in ${region}, found none deployed there: ${deploy}, or correct the region or the account`,
    )
  }
  if (stage !== undefined && ofStage.length === 0) {
    return new RunFailure(
      'StageNotFound',
      `expected the stage "${stage}" in ${region}, found ${stages}: correct --stage, the region or the account, or deploy it`,
    )
  }
  const rules = (stage === undefined ? deployed : ofStage).map(stateMachineName).join(', ')
  return new RunFailure(
    'RuleNotFound',
    `expected the rule "${rule}"${stage === undefined ? '' : ` in the stage "${stage}"`} in ${region}, found ${rules}: correct --rule, or deploy it`,
  )
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
