import { longRule } from '../rules/longRule.ts'
import { type Packaged, packageStage } from './templatePackage.ts'

export const KMS_KEY = 'arn:aws:kms:eu-west-1:123456789012:key/0a1b'
export const BOUNDARY = 'arn:aws:iam::123456789012:policy/team'
/** A stage with all that an account may demand, in the Region eu-west-1. */
export const LIVE = 'live-eu'

const SECOND_RULE = `table: "\${env:OLD_SESSIONS, 'sessions'}"
filter: { expression: "#s = :s", names: { "#s": State }, values: { ":s": closed } }
age: { attribute: At, format: epochSeconds, olderThan: 7d }
schedule: { expression: rate(1 hour) }
kmsKey: ${KMS_KEY}
stages:
  ${LIVE}:
    table: { "Fn::ImportValue": "tables-\${sls:stage}" }
    schedule: { startDate: "2099-12-31T22:00:00-02:00" }
    tracing: true
    reservedConcurrency: 2
    alarmEmail: on-call@example.com
    permissionsBoundary: ${BOUNDARY}
    vpc: { subnetIds: [subnet-0a1b2c3d, "\${env:SUBNET}"], securityGroupIds: [sg-0a1b2c3d] }
`

/** A rule that no function's environment has room for, as the text of its file and as the archive holds it. */
export const LONG_RULE = JSON.stringify({ ...longRule(), schedule: { expression: 'cron(0 3 * * ? *)' } })

/**
 * Packages the project with two more rules, for the stage dev without a Region and for the stage LIVE. The caller removes
 * both packages.
 */
export async function packageStages(): Promise<{ readonly dev: Packaged; readonly live: Packaged }> {
  const rules = { 'long.yml': LONG_RULE, 'old-sessions.yml': SECOND_RULE }
  const packagingDev = packageStage('dev', rules)
  const umask = process.umask(0o077) // as on a machine where nobody else may read a file
  const packagingLive = packageStage(LIVE, rules, { AWS_REGION: 'eu-west-1', SUBNET: 'subnet-4e5f6a7b' })
  process.umask(umask)
  const packaging = [packagingDev, packagingLive] as const
  try {
    const [dev, live] = await Promise.all(packaging)
    return { dev, live }
  } catch (error) {
    for (const ended of await Promise.allSettled(packaging)) if (ended.status === 'fulfilled') ended.value.remove()
    throw error
  }
}
