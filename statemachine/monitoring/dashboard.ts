import {
  LAMBDA_GB_SECOND,
  LAMBDA_REQUEST,
  PRICES,
  READ_UNIT,
  TRANSITION,
  WRITE_UNIT,
} from '../../functions/scavenge/cost/prices.ts'
import type { UnitsPerSecond } from '../../functions/scavenge/rule/rule.ts'
import { METRICS_NAMESPACE } from '../../functions/scavenge/tasks/passMetrics.ts'
import type { DeployedRule } from '../deployedRule.ts'
import { FUNCTION_TIMEOUT_SECONDS } from '../functionTimeout.ts'
import { substituted, templateTable } from '../stage/templateTable.ts'
import { alarmNames } from './alarms.ts'
import { dimensionsOf } from './dimensions.ts'

/** Cells of CloudWatch's grid: the width of a dashboard, and the height of a graph. */
const WIDTH = 24
const HEIGHT = 6

/** A pass counts once, when it ends. Sums over less than its longest duration would show spikes and gaps. */
const PERIOD_SECONDS = FUNCTION_TIMEOUT_SECONDS

/** State transitions of an execution for each of its passes: the task, the choice, and sometimes a wait. */
const TRANSITIONS_A_PASS = 3

/** CloudFormation puts the Region in. */
const REGION = `\${AWS::Region}`

type Widget = { readonly type: string; readonly properties: object }

/** The stage's one dashboard: the state of all alarms, the deletions of all rules, and two rows for each rule. */
export function dashboardResources(
  service: string,
  stage: string,
  rules: readonly DeployedRule[],
): Record<string, object> {
  const rows = [[alarmStates(rules), deletions(rules)], ...rules.flatMap((rule) => [work(rule), runs(rule)])]
  const widgets = rows.flatMap((row, index) => {
    const width = WIDTH / row.length
    return row.map((widget, column) => ({ ...widget, x: column * width, y: index * HEIGHT, width, height: HEIGHT }))
  })
  const values = Object.assign({}, ...rules.map((rule) => templateTable(rule).values))
  return {
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: `${service}-${stage}`,
        DashboardBody: substituted(JSON.stringify({ widgets }), values),
      },
    },
  }
}

function alarmStates(rules: readonly DeployedRule[]): Widget {
  const arn = (name: string) => `arn:\${AWS::Partition}:cloudwatch:\${AWS::Region}:\${AWS::AccountId}:alarm:${name}`
  return { type: 'alarm', properties: { title: 'Alarms', alarms: rules.flatMap(alarmNames).map(arn) } }
}

function deletions(rules: readonly DeployedRule[]): Widget {
  return graph(
    'Deleted items',
    rules.map((rule) => counted(rule, 'deleted', { label: rule.rule.name })),
  )
}

function work(deployed: DeployedRule): readonly Widget[] {
  const { rule } = deployed
  return [
    graph(
      `${rule.name}: items`,
      ['scanned', 'matched', 'estimated', 'deleted', 'spared', 'failed', 'undated'].map((name) =>
        counted(deployed, name),
      ),
    ),
    capacity(deployed, 'write', rule.maxWriteUnitsPerSecond),
    capacity(deployed, 'read', rule.maxReadUnitsPerSecond),
  ]
}

/** The units that the rule consumed, those that the whole table consumed, and the rule's cap. */
function capacity(deployed: DeployedRule, kind: 'write' | 'read', cap: UnitsPerSecond | undefined): Widget {
  const { rule } = deployed
  const table = templateTable(deployed).name
  const consumed = kind === 'write' ? 'ConsumedWriteCapacityUnits' : 'ConsumedReadCapacityUnits'
  const metrics = [
    [{ expression: 'rule/PERIOD(rule)', label: `rule ${rule.name}` }],
    [{ expression: 'table/PERIOD(table)', label: `table ${table}, all clients` }],
    counted(deployed, `${kind}Units`, { id: 'rule', visible: false }),
    ['AWS/DynamoDB', consumed, 'TableName', table, { id: 'table', visible: false }],
  ]
  const annotations = typeof cap !== 'number' ? {} : { annotations: { horizontal: [{ label: 'cap', value: cap }] } }
  return graph(`${rule.name}: ${kind} units a second`, metrics, annotations)
}

function runs(deployed: DeployedRule): readonly Widget[] {
  const { id, rule, name } = deployed
  const stateMachine = `\${${id}StateMachine}`
  return [
    {
      type: 'log',
      properties: {
        title: `${rule.name}: ledger, duration and cost by run (US dollars, prices ${PRICES})`,
        region: REGION,
        view: 'table',
        query: `SOURCE '/aws/lambda/${name}' | ${ledgerByRun(deployed)}`,
      },
    },
    graph(
      `${rule.name}: duration of a run, milliseconds`,
      [['AWS/States', 'ExecutionTime', 'StateMachineArn', stateMachine, { label: 'longest' }]],
      { stat: 'Maximum' },
    ),
  ]
}

/** A query over the one line that each pass logs. Its ledger is cumulative, so the latest one holds the whole run. */
function ledgerByRun({ memoryMb }: DeployedRule): string {
  const counts = ['scanned', 'matched', 'deleted', 'spared', 'failed', 'undated', 'passes', 'lostPasses']
  const dollars = [
    `sum(seconds) * ${price((memoryMb / 1024) * LAMBDA_GB_SECOND)}`,
    `count(*) * ${price(LAMBDA_REQUEST + TRANSITIONS_A_PASS * TRANSITION)}`,
    `latest(ledger.writeUnits) * ${price(WRITE_UNIT)}`,
    `latest(ledger.readUnits) * ${price(READ_UNIT)}`,
  ]
  return [
    'filter ispresent(ledger.scanned)',
    `stats max(@timestamp) as ended, ${counts.map((name) => `latest(ledger.${name}) as ${name}`).join(', ')}, ` +
      `sum(seconds) as runSeconds, ${dollars.join(' + ')} as dollars by execution`,
    'sort ended desc',
    'limit 50',
  ].join(' | ')
}

/** A price as a query reads it: without an exponent. */
function price(dollars: number): string {
  return dollars.toFixed(13).replace(/0+$/, '')
}

function counted(deployed: DeployedRule, name: string, options: object = {}): readonly unknown[] {
  return [METRICS_NAMESPACE, name, ...Object.entries(dimensionsOf(deployed)).flat(), options]
}

function graph(title: string, metrics: readonly unknown[], more: object = {}): Widget {
  return {
    type: 'metric',
    properties: { title, region: REGION, stat: 'Sum', period: PERIOD_SECONDS, metrics, ...more },
  }
}
