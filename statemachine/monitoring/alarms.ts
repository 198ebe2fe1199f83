import type { DeployedRule } from '../deployedRule.ts'
import { watched } from './watched.ts'

const RUNBOOK = 'docs/operating.md'

/**
 * A rule's alarms, and the topic that mails them where the rule names an address. A stopped execution
 * (ExecutionsAborted) raises no alarm: the person who stopped it knows.
 */
export function alarmResources(deployed: DeployedRule): Record<string, object> {
  const { id, name, rule } = deployed
  const { alarmEmail } = rule.deployment
  const actions = alarmEmail === undefined ? {} : { AlarmActions: [{ Ref: `${id}AlarmTopic` }] }
  const alarms = watched(deployed).map(({ name: last, says, toDo, metric, condition }) => [
    `${id}${pascal(last)}Alarm`,
    {
      Type: 'AWS::CloudWatch::Alarm',
      Properties: {
        AlarmName: alarmName(deployed, last),
        AlarmDescription:
          `Rule ${rule.name}, stage ${deployed.stage}: ${says}. What to do: ` +
          `${toDo === undefined ? '' : `${toDo}. More: `}${RUNBOOK}, "${last}"`,
        ...metric,
        ...condition,
        ...actions,
      },
    },
  ])
  return {
    ...(alarmEmail === undefined ? {} : { [`${id}AlarmTopic`]: topic(name, alarmEmail) }),
    ...Object.fromEntries(alarms),
  }
}

/** The names of a rule's alarms in the account. */
export function alarmNames(deployed: DeployedRule): readonly string[] {
  return watched(deployed).map(({ name }) => alarmName(deployed, name))
}

function alarmName({ name }: DeployedRule, last: string): string {
  return `${name}-${last}`
}

function topic(name: string, email: string): object {
  return {
    Type: 'AWS::SNS::Topic',
    Properties: { TopicName: `${name}-alarms`, Subscription: [{ Protocol: 'email', Endpoint: email }] },
  }
}

function pascal(name: string): string {
  return name.replaceAll(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase())
}
