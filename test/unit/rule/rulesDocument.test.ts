import { readFileSync } from 'node:fs'
import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { describe, expect, test } from '@jest/globals'
import { parse } from 'yaml'
import { ageReader } from '../../../functions/scavenge/age/readAge.ts'
import { shortestPeriodMs } from '../../../functions/scavenge/age/ruleAge.ts'
import { judgeOf } from '../../../functions/scavenge/rule/decision.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'

/** docs/rules.md, whose tables say what the engine must do. */

const START_MS = Date.UTC(2026, 0, 1)

/** The rows of every table whose header begins with these cells. */
function rowsOf(...header: readonly string[]): string[][] {
  const lines = readFileSync('docs/rules.md', 'utf8').split('\n')
  const cells = (line: string) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim())
  const rows: string[][] = []
  let inside = false
  for (const line of lines) {
    if (!line.startsWith('|')) inside = false
    else if (header.every((cell, at) => cells(line)[at] === cell)) inside = true
    else if (inside && !line.startsWith('|---')) rows.push(cells(line))
  }
  return rows
}

const code = (cell: string | undefined) => cell?.replace(/^`|`$/g, '') ?? ''

function ruleOf(age: unknown) {
  const filter = { expression: 'attribute_exists(#a)', names: { '#a': 'a' } }
  return parseRule({ table: 'things', filter, age }, { file: 'docs/rules.md', name: 'things' })
}

describe('an item is judged as the page says', () => {
  const rows = rowsOf('`age`', 'item', 'verdict')
  test('of which there are enough', () => expect(rows.length).toBeGreaterThan(25))

  test.each(rows)('%s, %s: %s', (settings, json, verdict) => {
    const setting = code(settings)
    const { age } = ruleOf(setting === 'none' ? 'none' : parse(`{ ${setting} }`, { stringKeys: true }))
    const olderThanMs = shortestPeriodMs(age)
    const judge = judgeOf(age, { startMs: START_MS, cutoffMs: START_MS - olderThanMs, olderThanMs })
    const item: Record<string, AttributeValue> = JSON.parse(code(json))
    expect(judge(item)).toBe(verdict)
  })
})

describe('a value is read as the page says', () => {
  const rows = [...rowsOf('who writes it', '`format`'), ...rowsOf('why', '`format`')]
  test('of which there are enough, in every format', () => expect(rows.length).toBeGreaterThan(50))

  test.each(rows)('%s: %s %s %s is %s', (_who, format, zone, value, moment) => {
    const data = { attribute: 'at', format: code(format), ...(zone && { zone: code(zone) }), olderThan: '1d' }
    const { age } = ruleOf(data)
    if (age.kind === 'none') throw new Error('expected an age')
    const read = ageReader(age, START_MS)({ at: { S: code(value) } })
    expect(read.kind === 'dated' ? new Date(read.ms).toISOString() : read.kind).toBe(moment)
  })
})
