import { readFileSync } from 'node:fs'
import { basename, extname } from 'node:path'
import { type Document, isMap as isYamlMap, isScalar as isYamlScalar, LineCounter, parseDocument } from 'yaml'
import { InvalidRule } from '../errors.ts'
import type { Deployment } from './deploymentFields.ts'
import { fields, isMap, kindOf, refusalsIn } from './fields.ts'
import { plainValue, SCALAR_EXPECTED } from './filterValues.ts'
import { parseRule, type Rule, refused } from './rule.ts'
import { stageFields } from './ruleFields.ts'

/** A rule as a stage runs it. */
export interface LoadedRule {
  /**
   * The file's plain data with the stage's overrides merged and without `stages`: what a function's environment holds.
   */
  readonly data: Readonly<Record<string, unknown>>
  readonly rule: Rule
  /** What the file says for this stage alone; empty where the file does not list the stage. */
  readonly overrides: Pick<Deployment, 'schedule'>
}

const stageOverrides = fields(stageFields)

/**
 * Loads a rule file for a stage. Without a stage, or for one that the file does not list, nothing is overridden. Throws
 * `InvalidRule` where the file can't be read, is not YAML, or holds a rule that is refused for any of its stages.
 */
export function readRuleFile(file: string, stage?: string): LoadedRule {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch (cause) {
    throw new InvalidRule(`${file}: expected a readable rule file: ${messageOf(cause)}`, { cause })
  }
  return parseRuleText(text, file, stage)
}

/** `readRuleFile` for a text that was read already. `file` names it in messages and gives the rule its name. */
export function parseRuleText(text: string, file: string, stage?: string): LoadedRule {
  const ending = extname(file)
  if (ending !== '.yml' && ending !== '.yaml')
    throw new InvalidRule(`${file}: expected a rule file named *.yml or *.yaml`)
  const name = basename(file, ending)
  const root = parseYaml(text, file)
  if (!isMap(root)) throw new InvalidRule(`${file}: expected a map of the rule's fields, found ${kindOf(root)}`)
  const { stages = {}, ...base } = root
  if (!isMap(stages))
    throw refused({ file }, [
      { path: ['stages'], message: `stages: expected a map of stage to overrides, found ${kindOf(stages)}` },
    ])

  let loaded: LoadedRule = { data: base, rule: parseRule(base, { file, name }), overrides: {} }
  for (const [listed, overrides] of Object.entries(stages)) {
    const source = { file: `${file}: stages.${listed}`, name, within: ['stages', listed] }
    const checked = stageOverrides.safeParse(overrides, { reportInput: true })
    if (!checked.success) throw refused(source, refusalsIn('the overrides', checked.error))
    const data = merge(base, checked.data)
    const rule = parseRule(data, source)
    if (listed === stage) loaded = { data, rule, overrides: checked.data }
  }
  return loaded
}

function parseYaml(text: string, file: string): unknown {
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, stringKeys: true })
  const [problem] = [...document.errors, ...document.warnings]
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0])
    throw new InvalidRule(`${file}: line ${line}, column ${col}: expected YAML: ${problem.message}`, { cause: problem })
  }
  checkNumbers(document, file)
  try {
    return document.toJS()
  } catch (cause) {
    throw new InvalidRule(`${file}: expected YAML: ${messageOf(cause)}`, { cause })
  }
}

/** Refuses a number that a filter can't hold by its text in the file: as a number in JavaScript it is rounded already. */
function checkNumbers(document: Document, file: string): void {
  const values = document.getIn(['filter', 'values'])
  if (!isYamlMap(values)) return
  for (const { key, value } of values.items) {
    if (!isYamlScalar(value) || typeof value.value !== 'number') continue
    if (plainValue(value.value) !== undefined) continue
    const name = isYamlScalar(key) ? String(key.value) : ''
    const message = `filter.values.${name}: expected ${SCALAR_EXPECTED}, found ${value.source}`
    throw refused({ file }, [{ path: ['filter', 'values', name], message }])
  }
}

/** Merges field by field, those of the schedule and the guards too: a stage can switch a schedule off and keep its time. */
function merge(base: Record<string, unknown>, overrides: Record<string, unknown>): Record<string, unknown> {
  const merged = { ...base, ...overrides }
  for (const name of ['schedule', 'guards']) {
    const [its, stages] = [base[name], overrides[name]]
    if (isMap(its) && isMap(stages)) merged[name] = { ...its, ...stages }
  }
  return merged
}

function messageOf(cause: unknown): string {
  return String(cause).replace(/^\w*Error: /, '')
}
