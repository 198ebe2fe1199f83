import * as z from 'zod/mini'
import { isTableName, parseTableArn } from './tableArn.ts'

/** A table by its name, by its ARN, by a name with variables of the framework in it, or by another stack's export. */
export type TableReference = string | { readonly 'Fn::ImportValue': string }

/** One variable of the framework, such as `ssm:/tables/workers` or `env:TABLE`, without one inside it. */
export const VARIABLE = /\$\{([^${}]+)\}/

/** The usual case alone: docs/contract.md names the others. */
const EXPECTED = 'a table name, 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-"'

export const tableReference = z.custom<TableReference>(isTableReference, EXPECTED)

function isTableReference(value: unknown): boolean {
  if (typeof value === 'string') return isTableName(value) || parseTableArn(value) !== undefined || VARIABLE.test(value)
  const [[field, name] = [], ...others] = Object.entries(Object(value))
  return field === 'Fn::ImportValue' && typeof name === 'string' && name !== '' && others.length === 0
}

/** The table as a rule holds it: where only a deployment can know it, a text that no table is called. */
export function tableText(reference: TableReference): string {
  return typeof reference === 'string' ? reference : `\${Fn::ImportValue:${reference['Fn::ImportValue']}}`
}

/** Whether `table` of a rule is a name or an ARN, and not the text of a reference that only a deployment can resolve. */
export function isResolved(table: string): boolean {
  return !table.includes('${')
}
