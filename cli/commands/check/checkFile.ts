import { existsSync, readFileSync } from 'node:fs'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { parseRuleText } from '../../../functions/scavenge/rule/ruleFile.ts'
import { offlineFilter } from '../../verdict/offlineFilter.ts'
import { type Finding, yamlErrors } from './finding.ts'
import { tryExamples } from './tryExamples.ts'
import { warnings } from './warnings.ts'
import { type YamlLines, yamlLines } from './yamlLines.ts'

/**
 * Checks a rule file: as a deployment of each of its stages would, for what looks wrong, and by its examples, which
 * `nowMs` judges where they name no time. The findings are in the order of their lines, those of the examples last.
 * Throws only where the file can't be read.
 */
export function checkFile(file: string, nowMs: number): readonly Finding[] {
  const text = readFileSync(file, 'utf8')
  const lines = yamlLines(text)
  if (lines.problems.length > 0) return inOrder(yamlErrors(file, lines))
  const read = ruleOf(text, file, lines)
  if (!('rule' in read)) return inOrder(read)
  const { rule } = read
  const examples = examplesOf(file)
  const findings = inOrder([...grammarFindings(rule, file, lines), ...warnings(rule, file, lines)])
  if (examples === undefined || findings.some(({ kind }) => kind === 'error')) return findings
  return [...findings, ...tryExamples(rule, examples, nowMs)]
}

/** The rule of a text that is YAML, or why it is refused. */
function ruleOf(text: string, file: string, lines: YamlLines): { readonly rule: Rule } | readonly Finding[] {
  try {
    return parseRuleText(text, file)
  } catch (error) {
    if (!(error instanceof InvalidRule)) throw error
    if (error.refusals.length === 0)
      return [{ file, line: 1, kind: 'error', message: error.message.replace(`${file}: `, '') }]
    return error.refusals.map(({ path, message }) => ({ file, line: lines.lineOf(path), kind: 'error', message }))
  }
}

/** The function leaves the grammar to DynamoDB, which refuses a wrong filter at the first Scan. */
function grammarFindings(rule: Rule, file: string, lines: YamlLines): readonly Finding[] {
  const read = offlineFilter(rule)
  if (!('refusal' in read)) return []
  const path = ['filter', 'expression']
  const message = `filter.expression: expected a FilterExpression that DynamoDB takes, found one that it refuses: ${read.refusal}`
  return [{ file, line: lines.lineOf(path), kind: 'error', message }]
}

/** `rules/NAME.examples.yml` of a rule file `rules/NAME.yml`, either with either ending; undefined where there is none. */
function examplesOf(file: string): string | undefined {
  const stem = file.replace(/\.ya?ml$/, '')
  return [`${stem}.examples.yml`, `${stem}.examples.yaml`].find((path) => existsSync(path))
}

function inOrder(findings: readonly Finding[]): readonly Finding[] {
  return findings.toSorted((a, b) => a.line - b.line)
}
