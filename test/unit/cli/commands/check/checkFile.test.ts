import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { checkFile } from '../../../../../cli/commands/check/checkFile.ts'

const RULE = `table: things
filter:
  expression: "#state = :done"
  names:
    "#state": State
  values:
    ":done": done
age:
  attribute: At
  format: rfc3339
  olderThan: 30d
totalSegments: 40
schedule:
  expression: rate(1 day)
stages:
  prod:
    table: things-prod
`
const NOW_MS = Date.parse('2026-01-01T00:00:00Z')

let folder: string
let rules = 0
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'rules-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** The findings in a rule of this text, and in its examples. */
function found(text: string, examples?: string, name = `things-${++rules}`) {
  const file = join(folder, `${name}.yml`)
  writeFileSync(file, text)
  if (examples !== undefined) writeFileSync(join(folder, `${name}.examples.yml`), examples)
  return checkFile(file, NOW_MS).map(({ file: where, line, kind, message }) => ({
    file: where.slice(folder.length + 1).replace(name, 'things'),
    line,
    kind,
    message,
  }))
}

/** The rule with one text in place of another that it holds. */
function changed(from: string, to: string): string {
  expect(RULE).toContain(from)
  return RULE.replace(from, to)
}

const NUMBER = 'a string, a number that JavaScript holds exactly, true, false or null'

test.each([
  ['table: things\n', 'tabel: things\n', 1, 'table: expected a table name'],
  ['table: things\n', 'table: my things\n', 1, 'found "my things"'],
  ['table: things\n', 'table: 12\n', 1, 'table: expected a table name, 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-"'],
  ['table: things\n', 'table: arn:aws:s3:::x\n', 1, 'table: expected a table name'],
  ['"#state = :done"', '""', 3, "expected a FilterExpression of DynamoDB's, found an empty text"],
  ['"#state = :done"', '5', 3, 'filter.expression: expected a FilterExpression, found 5'],
  ['"#state = :done"', '"State = :done"', 3, 'found the bare name "State"'],
  ['"#state = :done"', `"#state = 'done'"`, 3, `found "'" at character 10`],
  ['"#state = :done"', '"#state == :done"', 3, 'found one that it refuses: Invalid FilterExpression: Syntax error'],
  ['"#state = :done"', '"#state = :done AND"', 3, 'expected a FilterExpression that DynamoDB takes'],
  ['"#state = :done"', '"begins_with(#state, :done, :done)"', 3, 'Incorrect number of operands'],
  ['"#state = :done"', '"(#state = :done"', 3, 'Syntax error'],
  ['"#state = :done"', '"#state = :done AND #kind = :done"', 4, 'expected a definition of #kind'],
  ['"#state = :done"', '"#state = :done OR #state = :over"', 6, 'expected a definition of :over'],
  ['"#state": State', '"#state": State\n    "#kind": Kind', 6, 'filter.names.#kind: expected a placeholder that the'],
  ['"#state": State', 'state: State', 5, 'filter.names.state: expected a placeholder such as #name'],
  ['"#state": State', '"#state": ""', 5, "filter.names.#state: expected an attribute's name"],
  ['"#state": State', '"#state": [State]', 5, "filter.names.#state: expected an attribute's name, found a list of 1"],
  ['":done": done', '":done": done\n    ":over": over', 8, 'filter.values.:over: expected a placeholder that the'],
  ['":done": done', '":done": 9007199254740993', 7, `expected ${NUMBER}, found 9007199254740993`],
  ['":done": done', '":done": [done]', 7, 'filter.values.:done: expected a string'],
  ['":done": done', '":done": { N: 5 }', 7, "filter.values.:done: expected DynamoDB's JSON of one value"],
  ['":done": done', '":done": { SS: [] }', 7, "filter.values.:done: expected DynamoDB's JSON of one value"],
  ['":done": done', '":done": { input: B }', 7, 'filter.values.:done.input: expected S or N, found "B"'],
  ['  values:\n', '  valeus:\n', 6, 'filter.valeus: unknown; allowed are expression, names, values'],
  ['  attribute: At\n', '', 8, 'age.attribute: expected an attribute'],
  ['attribute: At', 'attribute: []', 9, "age.attribute: expected an attribute's name, or a list of names"],
  ['attribute: At', 'attribute: At\n  attributes: [At, Made]', 10, 'age.attributes: expected nothing beside attribute'],
  ['attribute: At', 'attribute: 5', 9, "age.attribute: expected an attribute's name"],
  ['format: rfc3339', 'format: RFC3339', 10, 'age.format: expected rfc3339, iso8601'],
  ['format: rfc3339', 'format: rfc3339\n  zone: UTC', 11, 'age.zone: expected nothing, but with the format iso8601'],
  ['format: rfc3339', 'format: iso8601\n  zone: CEST', 11, 'age.zone: expected an IANA time zone'],
  ['format: rfc3339', 'format: rfc3339\n  between: "#"', 11, 'age.between: expected a list of two texts'],
  ['format: rfc3339', 'format: rfc3339\n  between: ["#"]', 11, 'age.between: expected a list of two texts'],
  ['olderThan: 30d', 'olderThan: 30', 11, 'age.olderThan: expected a whole number from 1 and one of m, h, d'],
  ['olderThan: 30d', 'olderThan: 1y', 11, 'since months and years have no fixed length, found "1y"'],
  ['olderThan: 30d', 'olderThan: 0d', 11, 'found "0d"'],
  ['olderThan: 30d', 'olderThan: { attribute: Days, unit: d }', 11, 'age.olderThan.atLeast: expected a whole number'],
  [
    'olderThan: 30d',
    'olderThan:\n    attribute: Days\n    unit: y\n    atLeast: 1d',
    13,
    'age.olderThan.unit: expected m, h or d',
  ],
  [
    'olderThan: 30d',
    'olderThan:\n    attribute: Days\n    unit: d\n    atLeast: 2d\n    default: 1d',
    15,
    'age.olderThan.default: expected never, or at least what atLeast says',
  ],
  [
    'olderThan: 30d',
    'olderThan:\n    by: Kind\n    periods:\n      LOG: 1d\n      BILL: 7 years',
    15,
    'age.olderThan.periods.BILL: expected days, hours or minutes',
  ],
  ['olderThan: 30d', 'olderThan: { by: Kind, periods: {} }', 11, 'age.olderThan.periods: expected a map of 1 to 100'],
  ['  olderThan: 30d\n', '', 8, 'age.olderThan: expected a whole number from 1'],
  ['totalSegments: 40', 'totalSegments: 0', 12, 'totalSegments: expected a whole number from 1 to 1000000, found 0'],
  ['totalSegments: 40', 'readers: 41', 12, 'readers: expected a whole number from 1 to 40, found 41'],
  ['totalSegments: 40', 'maxWriteUnitsPerSecond: half', 12, 'maxWriteUnitsPerSecond: expected a number from 1'],
  ['totalSegments: 40', 'replicas: true', 12, 'replicas: expected "accepted", found true'],
  ['totalSegments: 40', 'owner: me', 12, 'owner: unknown; allowed are table, filter, age'],
  ['rate(1 day)', 'daily', 14, 'schedule.expression: expected rate(…), cron(…) or at(…), found "daily"'],
  ['    table: things-prod', '    filter: {}', 17, 'filter: unknown; allowed are table'],
  ['    table: things-prod', '    readers: none', 17, 'readers: expected a whole number from 1 to 40, found "none"'],
  ['stages:\n  prod:\n    table: things-prod', 'stages: [prod]', 15, 'stages: expected a map of stage to overrides'],
  ['  attribute: At\n', '  attribute: At\n  attribute: Made\n', 10, 'expected YAML: Map keys must be unique'],
  ['  attribute: At\n', '  attribute: At: Made\n', 9, 'expected YAML: Nested mappings'],
])('%j as %j is refused on line %i: %s', (from, to, line, says) => {
  const findings = found(changed(from, to))
  expect(findings).toContainEqual({
    file: 'things.yml',
    line,
    kind: 'error',
    message: expect.stringContaining(says),
  })
})

test('a file that is refused as a whole is so on its first line', () => {
  expect(found('- a list')).toEqual([
    { file: 'things.yml', line: 1, kind: 'error', message: "expected a map of the rule's fields, found a list of 1" },
  ])
  expect(found(RULE, undefined, 'no_name')[0]?.message).toContain("the rule's name: expected a letter")
})

test('every field that is refused has a finding, in the order of their lines', () => {
  const text = RULE.replace('olderThan: 30d', 'olderThan: 1y').replace('table: things\n', 'table: x\n')
  expect(found(text).map(({ line }) => line)).toEqual([1, 11])
})

test('a rule with nothing wrong has no finding', () => {
  expect(found(RULE)).toEqual([])
})

test.each([
  [
    'attribute: At',
    'attribute: meta.at',
    9,
    'age.attribute: "meta.at" is one attribute whose name has a dot: expected [meta, at]',
  ],
  ['attribute: At', 'attributes: [Made, meta.at]', 9, 'age.attributes.1: "meta.at" is one attribute'],
  ['"#state": State', '"#state": job.state', 5, 'filter.names.#state: "job.state" is one attribute'],
  ['":done": done', '":done": 007', 7, '007 is read as the number 7: put it in quotes'],
  ['":done": done', '":done": 123456789012', 7, 'the number 123456789012 looks like a text'],
  ['":done": done', '":done": "1"', 7, 'the text "1" never equals the number 1'],
  ['":done": done', '":done": "true"', 7, 'the text "true" never equals true'],
  ['olderThan: 30d', 'olderThan: 59m', 11, 'age.olderThan: items go after 59m, less than an hour'],
  [
    'olderThan: 30d',
    'olderThan: { by: Kind, periods: { LOG: 5m } }',
    11,
    'age.olderThan.periods.LOG: items go after 5m',
  ],
  ['olderThan: 30d', 'between: ["", ""]\n  olderThan: 30d', 11, 'age.between: two empty marks are the whole text'],
  ...['true', 'False', 'null', '~'].map((name): [string, string, number, string] => [
    'olderThan: 30d',
    `olderThan: { by: Kind, periods: { LOG: 5d, ${name}: never } }`,
    11,
    `age.olderThan.periods.${name}: names the text "${name}" alone`,
  ]),
  ['olderThan: 30d', 'olderThan: { attribute: Days, unit: d, atLeast: 1m }', 11, 'age.olderThan.atLeast: items go'],
  ['olderThan: 30d', 'olderThan: { by: a.b, periods: { LOG: 5d } }', 11, 'age.olderThan.by: "a.b" is one attribute'],
])('%j as %j is warned of on line %i', (from, to, line, says) => {
  expect(found(changed(from, to))).toEqual([
    { file: 'things.yml', line, kind: 'warning', message: expect.stringContaining(says) },
  ])
})

test('a function that takes texts alone is refused with a number', () => {
  const text = RULE.replace('#state = :done', 'begins_with(#state, :done)').replace('":done": done', '":done": 20')
  expect(found(text)[0]).toMatchObject({ line: 3, kind: 'error', message: expect.stringContaining('begins_with') })
})

test.each([
  ['a number beside its text', '#state = :done OR #state = :text', '":done": 1\n    ":text": "1"'],
  ["DynamoDB's JSON, which says the type", '#state = :done', '":done": { S: "1" }'],
  ['a text that a function compares', 'begins_with(#state, :done)', '":done": "20"'],
  ['an hour', '#state = :done', '":done": done'],
])('%s is not warned of', (_, expression, values) => {
  const text = RULE.replace('#state = :done', expression).replace('":done": done', values)
  expect(found(text.replace('30d', '1h'))).toEqual([])
})

const EXAMPLES = `- item: { State: done, At: "2025-12-01T00:00:00Z" }
  verdict: candidate
- item: { State: { S: done }, At: { S: "2025-12-01T00:00:00Z" } }
  at: "2025-12-30T00:00:00Z"
  verdict: young
- item: { State: open }
  verdict: unmatched
- item: { State: done }
  verdict: undated
`

test('each example that holds is said with its line', () => {
  expect(found(RULE, EXAMPLES)).toEqual([
    { file: 'things.examples.yml', line: 1, kind: 'tried', message: 'example 1: candidate' },
    { file: 'things.examples.yml', line: 3, kind: 'tried', message: 'example 2: young' },
    { file: 'things.examples.yml', line: 6, kind: 'tried', message: 'example 3: unmatched' },
    { file: 'things.examples.yml', line: 8, kind: 'tried', message: 'example 4: undatedMissing' },
  ])
})

test.each([
  ['verdict: candidate', 'verdict: young', 2, 'example 1: expected the verdict young, found candidate'],
  ['verdict: candidate', 'verdict: deleted', 1, 'example 1: verdict: expected candidate, young, unmatched, undated'],
  ['verdict: candidate', 'verdict: candidate\n  time: x', 1, 'example 1: time: unknown; allowed are item, verdict, at'],
  ['verdict: candidate', 'verdict: candidate\n  values: done', 1, 'example 1: values: expected a map of values'],
  ['at: "2025-12-30T00:00:00Z"', 'at: today', 3, 'example 2: at: expected an RFC 3339 time'],
  ['State: { S: done }', 'State: { N: 1 }', 3, `example 2: State: expected DynamoDB's JSON of one value`],
  ['- item: { State: open }\n  verdict: unmatched', '- 5', 6, 'example 3: expected a map of item'],
  ['- item: { State: done }\n', '- item: done\n', 8, 'example 4: expected a map of attributes'],
])('an example of %j as %j is an error', (from, to, line, says) => {
  expect(EXAMPLES).toContain(from)
  expect(found(RULE, EXAMPLES.replace(from, to))).toContainEqual({
    file: 'things.examples.yml',
    line,
    kind: 'error',
    message: expect.stringContaining(says),
  })
})

test('examples give the values that the filter leaves to the start', () => {
  const rule = changed('":done": done', '":done": { input: S }')
  const example = (values: string) => `- item: { State: done }\n  verdict: undatedMissing\n${values}`
  expect(found(rule, example('  values: { ":done": done }\n'))).toMatchObject([{ kind: 'tried' }])
  expect(found(rule, example(''))).toMatchObject([{ kind: 'error', message: expect.stringContaining('values.:done') }])
})

test.each([
  ['a map', 'item: {}\n', 'expected a list of examples'],
  ['no YAML', '- item: a: b\n', 'expected YAML'],
  ['an alias of nothing', '- item: *nothing\n', 'expected YAML: Unresolved alias'],
])('examples that are %s are an error', (_, examples, says) => {
  expect(found(RULE, examples)[0]).toMatchObject({ line: 1, kind: 'error', message: expect.stringContaining(says) })
})

test('an item counts as DynamoDB would keep it', () => {
  const rule = changed('format: rfc3339', 'format: epochSeconds').replace('":done": done', '":done": 10')
  const item = '- item: { State: { N: "1e1" }, At: { N: "1.70000000e9" } }\n  verdict: candidate\n'
  expect(found(rule, item)).toMatchObject([{ kind: 'tried' }])
  const refused = '- item: { State: { N: "1e200" } }\n  verdict: young\n'
  expect(found(rule, refused)).toMatchObject([{ kind: 'error', message: expect.stringContaining('Number overflow') }])
})

test('examples are not tried where only a table can compare', () => {
  const rule = changed('":done": done', '":done": { L: [{ S: done }] }')
  expect(found(rule, EXAMPLES)).toMatchObject([{ kind: 'warning', message: expect.stringContaining('not tried') }])
})

test.each([
  ['#a = #b', '{ L: [{ N: "1" }] }', 'warning'],
  ['#b <> #a', '{ M: {} }', 'warning'],
  ['#a IN (#b)', '{ L: [] }', 'warning'],
  ['contains(#b, #a)', '{ L: [] }', 'warning'],
  ['#a = #b', '{ S: x }', 'tried'],
  ['attribute_exists(#a) AND attribute_exists(#b)', '{ M: {} }', 'tried'],
])('an example of %s with %s is answered by a finding of the kind %s', (expression, value, kind) => {
  const names = '{ "#a": A, "#b": B }'
  const text = `table: things\nfilter:\n  expression: ${JSON.stringify(expression)}\n  names: ${names}\nage: none\n`
  const example = `- item: { A: ${value}, B: ${value} }\n  verdict: candidate\n`
  expect(found(text, example)).toMatchObject([{ kind }])
})
