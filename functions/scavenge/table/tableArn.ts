/** What a table's ARN says. */
export interface TableArn {
  readonly region: string
  /** Twelve digits. */
  readonly account: string
  readonly name: string
}

const TABLE_NAME = '[a-zA-Z0-9_.-]{3,255}'
const TABLE_ARN = new RegExp(`^arn:aws[a-z-]*:dynamodb:([a-z0-9-]+):(\\d{12}):table/(${TABLE_NAME})$`)
const WHOLE_NAME = new RegExp(`^${TABLE_NAME}$`)

/** Whether a text is a name that DynamoDB takes for a table. */
export function isTableName(text: string): boolean {
  return WHOLE_NAME.test(text)
}

/** What the ARN of a table says; undefined for any other text, a table's name included. */
export function parseTableArn(text: string): TableArn | undefined {
  const [, region, account, name] = TABLE_ARN.exec(text) ?? []
  return region === undefined || account === undefined || name === undefined ? undefined : { region, account, name }
}

/**
 * Whether a table, by name or ARN, belongs to another account than `ownAccount`. A name is always of the own account.
 * Without an `ownAccount` each ARN counts as foreign. A foreign table takes Scan, GetItem and single conditional deletes
 * by its resource policy, and no PartiQL: https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/rbac-iam-actions.html
 */
export function isForeign(table: string, ownAccount?: string): boolean {
  const arn = parseTableArn(table)
  return arn !== undefined && arn.account !== ownAccount
}
