import { readFileSync } from 'node:fs'
import { parseRfc3339 } from '../../../functions/scavenge/age/formats/rfc3339.ts'
import { InvalidInput } from '../../../functions/scavenge/errors.ts'
import { withStartValues } from '../../../functions/scavenge/execution/startValues.ts'
import { found, isMap, kindOf } from '../../../functions/scavenge/rule/fields.ts'
import type { Rule } from '../../../functions/scavenge/rule/rule.ts'
import { UsageError } from '../../shell/failure.ts'
import { givenItem } from '../../verdict/givenItem.ts'
import { judged } from '../../verdict/judgement.ts'
import { comparesNested, comparesNestedOf, offlineFilter, storedItem } from '../../verdict/offlineFilter.ts'
import { type Finding, yamlErrors } from './finding.ts'
import { yamlLines } from './yamlLines.ts'

/** What an example may expect: `undated` stands for each of the four reasons, `unmatched` for what the filter leaves out. */
const VERDICTS = [
  'candidate',
  'young',
  'unmatched',
  'undated',
  'undatedMissing',
  'undatedType',
  'undatedUnreadable',
  'undatedImplausible',
]
/** What is said where the embedded engine would compare otherwise than DynamoDB. */
const NOT_TRIED =
  'not tried: the filter compares with a list or a map, which only a table does: npx scavenge why asks it'

const FIELDS = ['item', 'verdict', 'at', 'values']

/**
 * Tries each example of a file: a list of `item`, `verdict`, and, where the example needs them, `at`, when the execution
 * starts, and `values` for a filter that leaves some to the start. Throws where the file can't be read.
 */
export function tryExamples(rule: Rule, file: string, nowMs: number): readonly Finding[] {
  const lines = yamlLines(readFileSync(file, 'utf8'))
  if (lines.problems.length > 0) return yamlErrors(file, lines)
  const refuse = (line: number, message: string): Finding => ({ file, line, kind: 'error', message })
  if (comparesNested(rule)) return [{ file, line: 1, kind: 'warning', message: NOT_TRIED }]
  const examples = lines.data
  if (!Array.isArray(examples))
    return [refuse(1, `expected a list of examples, each with item and verdict, found ${kindOf(examples)}`)]
  return examples.map((example: unknown, index): Finding => {
    const name = `example ${index + 1}`
    const line = lines.lineOf([index])
    try {
      const { expected, verdict } = tried(rule, example, nowMs)
      if (verdict === undefined) return { file, line, kind: 'warning', message: `${name}: ${NOT_TRIED}` }
      const isExpected = verdict === expected || (expected === 'undated' && verdict.startsWith('undated'))
      if (isExpected) return { file, line, kind: 'tried', message: `${name}: ${verdict}` }
      return refuse(lines.lineOf([index, 'verdict']), `${name}: expected the verdict ${expected}, found ${verdict}`)
    } catch (error) {
      if (error instanceof UsageError || error instanceof InvalidInput) return refuse(line, `${name}: ${error.message}`)
      throw error
    }
  })
}

interface Tried {
  readonly expected: string
  readonly verdict: string | undefined
}

/**
 * The verdict that the example expects, and the rule's own; undefined where only a table tells it. Throws UsageError or
 * InvalidInput for a wrong example.
 */
function tried(rule: Rule, example: unknown, nowMs: number): Tried {
  if (!isMap(example)) throw new UsageError(`expected a map of ${FIELDS.join(', ')}, found ${kindOf(example)}`)
  const unknown = Object.keys(example).filter((field) => !FIELDS.includes(field))
  if (unknown.length > 0) throw new UsageError(`${unknown.join(', ')}: unknown; allowed are ${FIELDS.join(', ')}`)
  const { verdict: expected, at, values = {} } = example
  if (typeof expected !== 'string' || !VERDICTS.includes(expected))
    throw new UsageError(`verdict: expected ${VERDICTS.join(', ')}, found ${found(expected)}`)
  if (!isMap(values))
    throw new UsageError(`values: expected a map of values such as { ":tenant": "TENANT#7" }, found ${kindOf(values)}`)
  const item = storedItem(givenItem(example.item))
  const withValues = withStartValues(rule, values)
  const filter = offlineFilter(withValues)
  if ('refusal' in filter) throw new UsageError(filter.refusal)
  if (comparesNestedOf(withValues, item)) return { expected, verdict: undefined }
  if (!filter.matches(item)) return { expected, verdict: 'unmatched' }
  return { expected, verdict: judged(withValues, item, { startMs: at === undefined ? nowMs : momentOf(at) }).verdict }
}

function momentOf(at: unknown): number {
  const moment = typeof at === 'string' ? parseRfc3339(at) : undefined
  if (moment === undefined)
    throw new UsageError(`at: expected an RFC 3339 time such as 2030-01-01T00:00:00Z, found ${found(at)}`)
  return moment.ms
}
