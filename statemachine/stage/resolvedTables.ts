import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readRuleFile } from '../../functions/scavenge/rule/ruleFile.ts'
import { VARIABLE } from '../../functions/scavenge/table/tableReference.ts'
import { isRuleFile } from '../deployedRule.ts'

/** Resolves one variable of the framework, such as `ssm:/tables/workers`; null or undefined where it has no value. */
export type ResolveVariable = (variable: string) => Promise<unknown>

/** Variables inside variables: a bound, so that a value that names itself ends. */
const MAX_VARIABLES = 20

/** Fn::ImportValue is written in the same way in a rule's table, and left to CloudFormation. */
const IMPORT = 'Fn::ImportValue:'

/**
 * The tables that rules name by variables of the framework (`${ssm:…}`, `${env:…}`, `${param:…}`): the resolved name, by
 * the rule file's name. Roles, dashboard and the function's environment are made from the resolved name. Throws an error
 * that names the file where a variable has no value.
 */
export async function resolvedTables(
  directory: string,
  stage: string,
  resolve: ResolveVariable,
): Promise<ReadonlyMap<string, string>> {
  const tables = new Map<string, string>()
  for (const file of readdirSync(directory).filter(isRuleFile)) {
    const path = join(directory, file)
    const { table } = readRuleFile(path, stage).rule
    if (VARIABLE.test(table) && !table.includes(IMPORT)) tables.set(file, await resolved(table, path, resolve))
  }
  return tables
}

/** The innermost variables come first, so that one can name another. */
async function resolved(table: string, path: string, resolve: ResolveVariable): Promise<string> {
  let text = table
  for (let count = 0; count < MAX_VARIABLES; count++) {
    const [written, variable] = VARIABLE.exec(text) ?? []
    if (written === undefined || variable === undefined) return text
    const value = String(await firstValue(variable, path, resolve))
    text = text.replace(written, () => value)
  }
  throw new Error(`${path}: table: expected at most ${MAX_VARIABLES} variables in "${table}"`)
}

/** Of several sources, separated by commas, the first that has a value; a text in quotes is a value. */
async function firstValue(variable: string, path: string, resolve: ResolveVariable): Promise<unknown> {
  for (const source of variable.split(',').map((part) => part.trim())) {
    const [, , literal] = /^(['"])(.*)\1$/.exec(source) ?? []
    const value = literal ?? (await resolve(source))
    if (value !== null && value !== undefined && value !== '') return value
  }
  throw new Error(`${path}: table: expected a value of \${${variable}}, found none: set it, or name the table`)
}
