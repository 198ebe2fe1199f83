import type { DeployedRule, Schedule } from './deployedRule.ts'
import { allow, role } from './roles.ts'

/**
 * How long and how often EventBridge Scheduler tries to start an execution. After an hour a start is no longer worth
 * having: what was due then is still due at the next one.
 */
const RETRY_POLICY = { MaximumEventAgeInSeconds: 3_600, MaximumRetryAttempts: 10 }

/** Seconds: SQS's own bound. A start that never came is to be seen after a fortnight's holiday. */
const DEAD_LETTER_RETENTION_SECONDS = 14 * 86_400

/**
 * The resources by which a rule starts by itself: the schedule, in a group of its own because CloudWatch counts by
 * group, its role, and the queue for starts that failed. Made here because the state machine plugin's schedules have
 * neither retry policy nor dead-letter queue.
 */
export function scheduleResources(
  { id, name }: Pick<DeployedRule, 'id' | 'name'>,
  { expression, timezone, enabled }: Schedule,
): Record<string, object> {
  const stateMachine = { Ref: `${id}StateMachine` }
  const deadLetters = { 'Fn::GetAtt': [`${id}DeadLetters`, 'Arn'] }
  return {
    [`${id}ScheduleGroup`]: { Type: 'AWS::Scheduler::ScheduleGroup', Properties: { Name: name } },
    [`${id}Schedule`]: {
      Type: 'AWS::Scheduler::Schedule',
      Properties: {
        Name: name,
        GroupName: { Ref: `${id}ScheduleGroup` },
        ScheduleExpression: expression,
        ...(timezone === undefined ? {} : { ScheduleExpressionTimezone: timezone }),
        State: enabled ? 'ENABLED' : 'DISABLED',
        FlexibleTimeWindow: { Mode: 'OFF' },
        Target: {
          Arn: stateMachine,
          RoleArn: { 'Fn::GetAtt': [`${id}ScheduleRole`, 'Arn'] },
          Input: '{}',
          RetryPolicy: RETRY_POLICY,
          DeadLetterConfig: { Arn: deadLetters },
        },
      },
    },
    [`${id}ScheduleRole`]: role('scheduler.amazonaws.com', [
      allow(['states:StartExecution'], stateMachine),
      allow(['sqs:SendMessage'], deadLetters),
    ]),
    [`${id}DeadLetters`]: {
      Type: 'AWS::SQS::Queue',
      Properties: {
        QueueName: `${name}-dead-letters`,
        MessageRetentionPeriod: DEAD_LETTER_RETENTION_SECONDS,
        SqsManagedSseEnabled: true,
      },
    },
  }
}
