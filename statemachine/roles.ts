import type { FunctionReference } from './definition.ts'

interface Statement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: unknown
}

/** The actions by which a state machine delivers its log to CloudWatch Logs. */
const LOG_DELIVERY = [
  'logs:CreateLogDelivery',
  'logs:GetLogDelivery',
  'logs:UpdateLogDelivery',
  'logs:DeleteLogDelivery',
  'logs:ListLogDeliveries',
  'logs:PutResourcePolicy',
  'logs:DescribeResourcePolicies',
  'logs:DescribeLogGroups',
]

/** What a pass asks of its table. GetItem tells an item that is gone from one that has changed. */
const TABLE_ACTIONS = [
  'dynamodb:DescribeTable',
  'dynamodb:Scan',
  'dynamodb:PartiQLDelete',
  'dynamodb:DeleteItem',
  'dynamodb:GetItem',
]

/** What a pass asks of an index. Such a pass never scans its table; the index's key decides whether it queries or scans. */
const INDEX_ACTIONS = ['dynamodb:Query', 'dynamodb:Scan']
const BESIDE_INDEX = TABLE_ACTIONS.filter((action) => !INDEX_ACTIONS.includes(action))

/** Allowed on '*', because X-Ray has no resources, and only where a rule asks for tracing. */
const XRAY = ['xray:PutTraceSegments', 'xray:PutTelemetryRecords']

/**
 * What Lambda does in the function's name to put it into a VPC; the actions have no resource or work on '*' only:
 * https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSLambdaVPCAccessExecutionRole.html
 */
const NETWORK_INTERFACES = [
  'ec2:CreateNetworkInterface',
  'ec2:DescribeNetworkInterfaces',
  'ec2:DescribeSubnets',
  'ec2:DeleteNetworkInterface',
  'ec2:AssignPrivateIpAddresses',
  'ec2:UnassignPrivateIpAddresses',
]

/**
 * What a pass may do. It reads its table, or one index in place of it, and deletes in the table. It decrypts with the
 * table's key, writes to its own log, and reads the executions of its own state machine. The state machine is given by
 * name, because a CloudFormation reference would be circular: the state machine refers to the function.
 */
export function passPolicy(pass: {
  /** The table's ARN. */
  readonly table: unknown
  /** The ARN of the index that is read in place of the table; undefined where the table is. */
  readonly index: unknown
  readonly stateMachine: string
  readonly kmsKey: string | undefined
  readonly logGroupId: string
  readonly tracing: boolean
  readonly inVpc: boolean
  /** Whether a guard of the rule asks for the table's point-in-time recovery. */
  readonly seesBackups: boolean
}): readonly Statement[] {
  return [
    ...(pass.index === undefined
      ? [allow(TABLE_ACTIONS, pass.table)]
      : [allow(BESIDE_INDEX, pass.table), allow(INDEX_ACTIONS, pass.index)]),
    ...(pass.seesBackups ? [allow(['dynamodb:DescribeContinuousBackups'], pass.table)] : []),
    allow(['states:ListExecutions'], states(`stateMachine:${pass.stateMachine}`)),
    // An execution's name is not known before it starts.
    allow(['states:DescribeExecution', 'states:GetExecutionHistory'], states(`execution:${pass.stateMachine}:*`)),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': [pass.logGroupId, 'Arn'] }),
    ...(pass.kmsKey === undefined ? [] : [allow(['kms:Decrypt'], pass.kmsKey)]),
    ...(pass.tracing ? [allow(XRAY, '*')] : []),
    ...(pass.inVpc ? [allow(NETWORK_INTERFACES, '*')] : []),
  ]
}

/**
 * What the state machine may do: invoke its one function, start its own successor and shards, wait for these and stop
 * them, log its failures. Step Functions looks for the right to its rule of events when the state machine is created:
 * https://docs.aws.amazon.com/step-functions/latest/dg/service-integration-iam-templates.html
 */
export function statesPolicy(
  functionArn: FunctionReference,
  stateMachine: string,
  tracing: boolean,
): readonly Statement[] {
  return [
    allow(['lambda:InvokeFunction'], functionArn),
    allow(['states:StartExecution'], states(`stateMachine:${stateMachine}`)),
    allow(['states:DescribeExecution', 'states:StopExecution'], states(`execution:${stateMachine}:*`)),
    allow(['events:PutTargets', 'events:PutRule', 'events:DescribeRule'], eventsRule()),
    // AWS knows no resource for these: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    allow(LOG_DELIVERY, '*'),
    ...(tracing ? [allow(XRAY, '*')] : []),
  ]
}

/**
 * A role without a name: CloudFormation makes one that is unique across the account's Regions. `permissionsBoundary` is
 * the ARN of the policy beyond which the role allows nothing.
 */
export function role(
  service: string,
  statements: readonly Statement[],
  permissionsBoundary: string | undefined,
): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      ...(permissionsBoundary === undefined ? {} : { PermissionsBoundary: permissionsBoundary }),
      Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  }
}

/** Step Functions' own rule of events: by it Step Functions learns that an execution that it started has ended. */
function eventsRule(): object {
  const rule = 'rule/StepFunctionsGetEventsForStepFunctionsExecutionRule'
  return { 'Fn::Sub': `arn:\${AWS::Partition}:events:\${AWS::Region}:\${AWS::AccountId}:${rule}` }
}

function states(resource: string): object {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:states:\${AWS::Region}:\${AWS::AccountId}:${resource}` }
}

export function allow(actions: readonly string[], resource: unknown): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resource }
}
