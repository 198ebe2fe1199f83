import { parseTableArn } from '../../functions/scavenge/table/tableArn.ts'
import { isResolved } from '../../functions/scavenge/table/tableReference.ts'
import type { DeployedRule } from '../deployedRule.ts'

/** A rule's table as the template names it. */
export interface TemplateTable {
  /** Its name, to be put into a text of Fn::Sub beside `values`. */
  readonly name: string
  /** What Fn::Sub has to put in for `name`; empty where the name is known. */
  readonly values: Readonly<Record<string, object>>
  /** Its ARN. */
  readonly arn: unknown
  /** The ARN of the index that the rule reads in place of it; undefined where it reads the table. */
  readonly indexArn: unknown
  /** Its name where CloudFormation alone knows it, for the function's environment. */
  readonly imported: object | undefined
}

/**
 * The table of a rule: by name in the stack's own account and Region, by the ARN that the rule gives, or by the name that
 * another stack exports (`Fn::ImportValue`), which only CloudFormation knows.
 */
export function templateTable({ id, rule, data }: Pick<DeployedRule, 'id' | 'rule' | 'data'>): TemplateTable {
  const arn = parseTableArn(rule.table)
  if (arn !== undefined) {
    const indexArn = rule.index === undefined ? undefined : `${rule.table}/index/${rule.index}`
    return { name: arn.name, values: {}, arn: rule.table, indexArn, imported: undefined }
  }
  if (isResolved(rule.table))
    return { name: rule.table, values: {}, ...arnsOf(rule, rule.table, {}), imported: undefined }
  const imported: object = Object(data).table
  const values = { [`${id}Table`]: imported }
  const name = `\${${id}Table}`
  return { name, values, ...arnsOf(rule, name, values), imported }
}

function arnsOf(
  { index }: DeployedRule['rule'],
  table: string,
  values: Readonly<Record<string, object>>,
): Pick<TemplateTable, 'arn' | 'indexArn'> {
  const arn = `arn:\${AWS::Partition}:dynamodb:\${AWS::Region}:\${AWS::AccountId}:table/${table}`
  const indexArn = index === undefined ? undefined : substituted(`${arn}/index/${index}`, values)
  return { arn: substituted(arn, values), indexArn }
}

/** `text` with CloudFormation's parameters and these values put in. */
export function substituted(text: string, values: Readonly<Record<string, object>>): object {
  return { 'Fn::Sub': Object.keys(values).length === 0 ? text : [text, values] }
}
