import { expect, test } from '@jest/globals'
import { InvalidRule } from '../../../functions/scavenge/errors.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { parseRuleText, readRuleFile } from '../../../functions/scavenge/rule/ruleFile.ts'
import { refusalOf } from '../../support/malformed/refusal.ts'

const FILE = 'rules/jobs.yml'
const RULE = `
table: jobs
filter: { expression: "#done = :yes", names: { "#done": Done }, values: { ":yes": true } }
age: { attribute: Started, format: epochSeconds, olderThan: 7d }
readers: 5
schedule: { expression: rate(1 day), timezone: Europe/Berlin }
`

function refusal(text: string, file = FILE, stage?: string): string {
  return refusalOf(InvalidRule, () => parseRuleText(text, file, stage))
}

test("the seed's rule loads", () => {
  const { data, rule } = readRuleFile('rules/workers.yml')
  expect(rule).toMatchObject({ name: 'workers', table: 'workers', totalSegments: 40, readers: 10, deleters: 10 })
  expect(rule.decisionAttributes).toEqual(['Completed', 'StartExecutionTime'])
  expect(data).not.toHaveProperty('stages')
})

test('the data of a loaded rule makes the same rule after its way through JSON', () => {
  const { data, rule } = readRuleFile('rules/workers.yml', 'dev')
  expect(parseRule(JSON.parse(JSON.stringify(data)), { file: 'rules/workers.yml', name: 'workers' })).toEqual(rule)
})

test('a stage overrides what it names, its schedule field by field', () => {
  const text = `${RULE}stages:\n  prod: { table: jobs-prod, readers: 20, schedule: { enabled: false } }\n`
  const { data, rule } = parseRuleText(text, FILE, 'prod')
  expect(rule).toMatchObject({ table: 'jobs-prod', readers: 20 })
  expect(rule.deployment.schedule).toEqual({ expression: 'rate(1 day)', timezone: 'Europe/Berlin', enabled: false })
  expect(data).toMatchObject({ table: 'jobs-prod', age: { olderThan: '7d' } })
  expect(data).not.toHaveProperty('stages')
})

test.each([undefined, 'test', 'constructor', '__proto__'])(
  'stage %p, which the file does not list, runs the file as it stands',
  (stage) => {
    const { rule } = parseRuleText(`${RULE}stages: { prod: { table: jobs-prod } }`, FILE, stage)
    expect(rule.table).toBe('jobs')
  },
)

test.each([
  ['filter', 'filter: {}'],
  ['age', 'age: { olderThan: 1m }'],
  ['an unknown field', 'segments: 3'],
])('a stage can not override %s', (_what, override) => {
  expect(refusal(`${RULE}stages:\n  prod: { ${override} }\n`)).toContain('unknown; allowed are table, totalSegments')
})

test('a mistake in a stage that was not chosen is refused with its stage', () => {
  const text = `${RULE}stages:\n  prod: { readers: 99 }\n`
  expect(refusal(text, FILE, 'dev')).toContain(
    'rules/jobs.yml: stages.prod: readers: expected a whole number from 1 to 40, found 99',
  )
})

test('a stage that only together with the file grows too large is refused', () => {
  const email = `${'a'.repeat(32_700)}@example.com`
  expect(refusal(`${RULE}stages: { prod: { alarmEmail: ${email} } }`)).toContain(
    'stages.prod: the rule: expected at most 32768 bytes',
  )
})

test.each([
  ['an open list', 'table: [', 1],
  ['a key twice', 'table: jobs\nreaders: 5\ntable: others', 3],
  ['a key twice inside', 'table: jobs\nage:\n  format: rfc3339\n  format: epochSeconds', 4],
  ['a tab', 'table: jobs\nage:\n\tformat: x', 3],
  ['two documents', 'table: jobs\n---\ntable: others', 2],
  ['an unknown tag', 'table: !secret jobs', 1],
  ['a list as a key', '? [a]\n: 1', 1],
])('%s is refused with file, line and column', (_what, text, line) => {
  expect(refusal(text)).toMatch(
    new RegExp(`^InvalidRule: rules/jobs\\.yml: line ${line}, column \\d+: expected YAML: `),
  )
})

test.each([
  ['an alias without its anchor', 'table: *nothing', 'expected YAML: '],
  ['an anchor inside itself', 'table: &t [*t]', 'table: expected a table name'],
  ['an empty file', '', "expected a map of the rule's fields, found null"],
  ['a text', 'delete everything', "expected a map of the rule's fields, found a string of 17 characters"],
  ['a list', '- table: jobs', "expected a map of the rule's fields, found a list of 1"],
  ['stages as a list', `${RULE}stages: [prod]`, 'stages: expected a map of stage to overrides, found a list of 1'],
  ['an empty stage', `${RULE}stages:\n  prod:\n`, 'stages.prod: the overrides: expected a map of'],
  ['a merge key', `base: &b { table: jobs }\n<<: *b`, 'base, <<: unknown'],
  [
    'a large number that JavaScript rounds',
    RULE.replace('true', '12345678901234567890'),
    'filter.values.:yes: expected',
  ],
  ['a value that is not a number', RULE.replace('true', '.nan'), 'filter.values.:yes: expected'],
])('%s is refused with its file', (_what, text, expected) => {
  const message = refusal(text)
  expect(message).toContain('InvalidRule: rules/jobs.yml: ')
  expect(message).toContain(expected)
})

test.each([
  ['rules/none.yml', 'ENOENT'],
  ['rules', 'EISDIR'],
])('%s, which can not be read, is refused by name, with its cause', (file, code) => {
  expect(() => readRuleFile(file)).toThrow(InvalidRule)
  expect(() => readRuleFile(file)).toThrow(`${file}: expected a readable rule file: ${code}`)
})

test.each([
  ['rules/my_jobs.yml', 'expected a letter, then at most 39 letters, digits or hyphens, found "my_jobs"'],
  ['rules/1.yaml', 'found "1"'],
  ['rules/jobs.json', 'expected a rule file named *.yml or *.yaml'],
  ['rules/jobs', 'expected a rule file named *.yml or *.yaml'],
])('the file name %s is refused', (file, expected) => {
  expect(refusal(RULE, file)).toContain(expected)
})

test.each(['9007199254740993', '12345678901234567890', '1e-200', '0x20000000000001'])(
  'the number %s, which a filter can’t hold, is refused as it was written',
  (number) => {
    const text = `
table: things
filter: { expression: '#a = :v', names: { '#a': a }, values: { ':v': ${number} } }
age: { attribute: at, format: rfc3339, olderThan: 1d }
`
    expect(() => parseRuleText(text, 'rules/things.yml')).toThrow(
      `rules/things.yml: filter.values.:v: expected a string, a number that JavaScript holds exactly, true, false or null, found ${number}`,
    )
  },
)
