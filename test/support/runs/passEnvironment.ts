import { CREDENTIALS, REGION } from '../engines/tables.ts'

/** The name of the rule, of its function and of its state machine in every run of the tests. */
export const UNDER_TEST = 'under-test'

/** What a deployed pass finds in its environment, with an engine of this machine in AWS's place. `rule`: as in a rule file. */
export function environmentOn(endpoint: string, rule: object) {
  return { RULE: JSON.stringify(rule), RULE_NAME: UNDER_TEST, ...surroundingsOn(endpoint) }
}

/** The part of it that Lambda puts there. */
export function surroundingsOn(endpoint: string) {
  return {
    AWS_REGION: REGION,
    AWS_ENDPOINT_URL_DYNAMODB: endpoint,
    AWS_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    AWS_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  }
}
