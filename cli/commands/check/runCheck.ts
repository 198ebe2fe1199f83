import { existsSync, readdirSync } from 'node:fs'
import { basename, join, relative } from 'node:path'
import { isRuleFile } from '../../../statemachine/deployedRule.ts'
import { FAILED, SUCCEEDED } from '../../shell/exitCodes.ts'
import { UsageError } from '../../shell/failure.ts'
import { print, printJson } from '../../shell/printing.ts'
import { RULES } from '../../shell/project.ts'
import { checkFile } from './checkFile.ts'
import { type Finding, findingLine } from './finding.ts'

/** Prints what is found in the files, by default in all of the project's rules. Returns the exit code. */
export function runCheck(named: readonly string[], json: boolean): number {
  const files = named.length > 0 ? named.map(ruleFileNamed) : projectRules()
  const nowMs = Date.now()
  const findings = files.flatMap((file) => checkFile(file, nowMs))
  if (json) printJson(findings)
  else print([...findings.map(findingLine), summary(files.length, findings)].join('\n'))
  return findings.some(({ kind }) => kind === 'error') ? FAILED : SUCCEEDED
}

function ruleFileNamed(file: string): string {
  if (!existsSync(file)) throw new UsageError(`${file}: expected a rule file, found none`)
  if (!isRuleFile(basename(file)))
    throw new UsageError(`${file}: expected a rule file NAME.yml; its examples in NAME.examples.yml are tried with it`)
  return file
}

function projectRules(): readonly string[] {
  const directory = relative(process.cwd(), RULES)
  return readdirSync(RULES)
    .filter(isRuleFile)
    .sort()
    .map((file) => join(directory, file))
}

function summary(files: number, findings: readonly Finding[]): string {
  const count = (kind: Finding['kind'], one: string) => {
    const number = findings.filter((finding) => finding.kind === kind).length
    return `${number} ${one}${number === 1 ? '' : 's'}`
  }
  const rules = `${files} rule${files === 1 ? '' : 's'} checked`
  return `${rules}: ${count('error', 'error')}, ${count('warning', 'warning')}, ${count('tried', 'example')} as expected`
}
