import type { FunctionReference } from './definition.ts'

interface Statement {
  readonly Effect: 'Allow'
  readonly Action: readonly string[]
  readonly Resource: unknown
}

/** What a pass may do: read and delete in its one table, decrypt with that table's key, write to its own log. */
export function passPolicy(pass: {
  readonly table: string
  readonly kmsKey: string | undefined
  readonly logGroupId: string
  readonly tracing: boolean
}): readonly Statement[] {
  return [
    allow(['dynamodb:DescribeTable', 'dynamodb:Scan', 'dynamodb:PartiQLDelete', 'dynamodb:DeleteItem'], {
      'Fn::Sub': `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${pass.table}`,
    }),
    allow(['logs:CreateLogStream', 'logs:PutLogEvents'], { 'Fn::GetAtt': [pass.logGroupId, 'Arn'] }),
    ...(pass.kmsKey === undefined ? [] : [allow(['kms:Decrypt'], pass.kmsKey)]),
    // X-Ray knows no resources: the one '*' there is, and only where a rule asks for tracing.
    ...(pass.tracing ? [allow(['xray:PutTraceSegments', 'xray:PutTelemetryRecords'], '*')] : []),
  ]
}

/** What the state machine may do: invoke its one function. */
export function statesPolicy(functionArn: FunctionReference): readonly Statement[] {
  return [allow(['lambda:InvokeFunction'], functionArn)]
}

/** A role without a name of its own, which CloudFormation keeps unique over the account's Regions too. */
export function role(service: string, statements: readonly Statement[]): object {
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [{ Effect: 'Allow', Principal: { Service: service }, Action: 'sts:AssumeRole' }],
      },
      Policies: [{ PolicyName: 'own', PolicyDocument: { Version: '2012-10-17', Statement: statements } }],
    },
  }
}

function allow(actions: readonly string[], resource: unknown): Statement {
  return { Effect: 'Allow', Action: actions, Resource: resource }
}
