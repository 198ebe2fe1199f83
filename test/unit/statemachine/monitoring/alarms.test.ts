import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { deployment } from '../../../../statemachine/deployment.ts'

const DAY = 86_400

let rulesDirectory: string
beforeEach(() => {
  rulesDirectory = mkdtempSync(join(tmpdir(), 'rules-'))
})
afterEach(() => rmSync(rulesDirectory, { recursive: true }))

const addRule = (file: string, more = '') =>
  writeFileSync(
    join(rulesDirectory, file),
    `table: jobs
filter: { expression: "#d = :d", names: { "#d": Done }, values: { ":d": true } }
age: { attribute: At, format: epochSeconds, olderThan: 7d }
${more}`,
  )

interface Alarm {
  readonly AlarmName: string
  readonly AlarmDescription: string
  readonly AlarmActions?: readonly object[]
  readonly MetricName: string
  readonly Period: number
  readonly EvaluationPeriods: number
  readonly Threshold: number
  readonly TreatMissingData: string
}
type Resource = { readonly Type: string; readonly Properties: Alarm & { readonly DashboardBody: object } }

const resources = (stage = 'live') =>
  Object.values(
    deployment({ service: 'scavenger', stage, rulesDirectory, nowMs: 0 }).resources as Record<string, Resource>,
  )
const alarms = (stage?: string) =>
  resources(stage).flatMap(({ Type, Properties }) => (Type === 'AWS::CloudWatch::Alarm' ? [Properties] : []))
const names = (stage?: string) => alarms(stage).map(({ AlarmName }) => AlarmName.replace(/^scavenger-\w+-jobs-/, ''))
const dashboard = () => JSON.stringify(resources().filter(({ Type }) => Type === 'AWS::CloudWatch::Dashboard'))
const RUNS = ['skipped-starts', 'running-long']
const ALWAYS = [
  'execution-failed',
  'execution-timed-out',
  'unconfirmed',
  'guard-tripped',
  'failed-items',
  'undated-items',
]

describe('alarms', () => {
  test('of a rule without a schedule watch its executions and its items', () => {
    addRule('jobs.yml')
    expect(names()).toEqual(ALWAYS)
  })

  test('that only a person can end say in their mail what to do', () => {
    addRule('jobs.yml')
    const descriptions = alarms().flatMap(({ AlarmName, AlarmDescription }) =>
      /unconfirmed|guard-tripped/.test(AlarmName) ? [AlarmDescription] : [],
    )
    expect(descriptions).toEqual([
      expect.stringMatching(/write the code from the cause into the rule .* docs\/operating\.md, "unconfirmed"$/),
      expect.stringMatching(/run the command in the cause, .* docs\/operating\.md, "guard-tripped"$/),
    ])
    for (const description of descriptions) expect(description.length).toBeLessThan(1_024) // CloudWatch's limit
  })

  test('of a rule with a schedule watch the schedule too, and only its dead letters where it is off', () => {
    addRule('jobs.yml', 'schedule: { expression: rate(1 day) }')
    expect(names()).toEqual([...ALWAYS, 'dead-letters', 'not-started', 'slower-than-schedule', ...RUNS])
    expect(names('dev')).toEqual([...ALWAYS, 'dead-letters'])
  })

  test('look back over twice the interval for a start, missing ones included, and once for a slow execution', () => {
    addRule('jobs.yml', 'schedule: { expression: rate(1 day) }')
    const [notStarted, slow] = alarms().slice(-4)
    expect(notStarted).toMatchObject({ Period: DAY, EvaluationPeriods: 2, Threshold: 1, TreatMissingData: 'breaching' })
    expect(slow).toMatchObject({ MetricName: 'ExecutionTime', Threshold: DAY * 1_000 })
  })

  test.each(['rate(4 days)', 'cron(0 3 1 * ? *)', 'at(2027-01-01T00:00:00)'])(
    'count the starts that were dropped where %s is further apart than an alarm looks back',
    (expression) => {
      addRule('jobs.yml', `schedule: { expression: "${expression}" }`)
      expect(names()).toContain('start-dropped')
      expect(names()).not.toContain('not-started')
    },
  )

  test('see a run that never ends while it runs: by three skips in a row, and by two intervals since its start', () => {
    addRule('jobs.yml', 'schedule: { expression: rate(1 day) }')
    const [skipped, running] = alarms().slice(-2)
    expect(skipped).toMatchObject({
      MetricName: 'skipped',
      Statistic: 'Sum',
      Period: DAY,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 3,
      Threshold: 0,
      TreatMissingData: 'notBreaching',
    })
    expect(running).toMatchObject({ MetricName: 'secondsSinceStart', Statistic: 'Maximum', Threshold: 2 * DAY })
  })

  test.each(['rate(3 days)', 'cron(0 3 1 * ? *)'])(
    'see one skip where the starts of %s are too far apart to look back on three',
    (expression) => {
      addRule('jobs.yml', `schedule: { expression: "${expression}" }`)
      const [skipped, running] = alarms().slice(-2)
      expect(skipped).toMatchObject({ MetricName: 'skipped', EvaluationPeriods: 1 })
      expect(running?.Threshold).toBeGreaterThanOrEqual(6 * DAY)
    },
  )

  test('never ask CloudWatch for a window that it refuses, nor for less than twice the interval', () => {
    const rate = fc.record({
      count: fc.integer({ min: 1, max: 6_000 }),
      unit: fc.constantFrom('minute', 'hour', 'day'),
    })
    fc.assert(
      fc.property(rate, ({ count, unit }) => {
        addRule('jobs.yml', `schedule: { expression: rate(${count} ${unit}s) }`)
        const seconds = count * { minute: 60, hour: 3_600, day: DAY }[unit as 'minute']
        const all = alarms()
        const alarm = all.find(({ MetricName }) => MetricName === 'ExecutionsStarted')
        expect(alarm !== undefined).toBe(2 * seconds <= 7 * DAY)
        const skipped = all.find(({ MetricName }) => MetricName === 'skipped')
        const skipWindow = (skipped?.Period ?? 0) * (skipped?.EvaluationPeriods ?? 0)
        expect(skipWindow).toBeLessThanOrEqual((skipped?.Period ?? 0) < 3_600 ? DAY : 7 * DAY)
        if (alarm === undefined) return
        const window = alarm.Period * alarm.EvaluationPeriods
        expect(alarm.Period % 60).toBe(0)
        expect(window).toBeGreaterThanOrEqual(2 * seconds)
        expect(window).toBeLessThanOrEqual(alarm.Period < 3_600 ? DAY : 7 * DAY)
      }),
    )
  })

  test('are mailed where the rule says to whom, and stand without mail where it does not', () => {
    addRule('jobs.yml', 'stages: { live: { alarmEmail: ops@example.com } }')
    const live = resources('live')
    expect(live.filter(({ Type }) => Type === 'AWS::SNS::Topic')).toMatchObject([
      { Properties: { Subscription: [{ Protocol: 'email', Endpoint: 'ops@example.com' }] } },
    ])
    expect(new Set(alarms('live').map(({ AlarmActions }) => JSON.stringify(AlarmActions)))).toEqual(
      new Set(['[{"Ref":"JobsAlarmTopic"}]']),
    )
    expect(JSON.stringify(resources('dev'))).not.toContain('SNS')
  })
})

describe('the dashboard', () => {
  test('has a row for each rule, as long as there is its file', () => {
    addRule('jobs.yml')
    addRule('more.yml')
    const both = dashboard()
    for (const part of ['jobs: items', 'more: items', 'scavenger-live-more-execution-failed'])
      expect(both).toContain(part)
    unlinkSync(join(rulesDirectory, 'more.yml'))
    expect(dashboard()).toContain('jobs: items')
    expect(dashboard()).not.toContain('more')
  })

  test('shows the cap of a rule that has one', () => {
    addRule('jobs.yml', 'maxWriteUnitsPerSecond: 77')
    expect(dashboard()).toContain(String.raw`{\"label\":\"cap\",\"value\":77}`)
  })

  test('asks for costs in numbers without an exponent, which the query language does not know', () => {
    addRule('jobs.yml')
    expect(dashboard()).toMatch(/ledger\.writeUnits\) \* 0\.000000625 /)
    expect(dashboard()).not.toMatch(/\de-\d/)
  })
})
