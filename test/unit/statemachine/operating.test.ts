import { readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'
import { deployment } from '../../../statemachine/deployment.ts'

/** US dollars a month: AWS's price list of CloudWatch, us-east-1, February 2026 (secondary). */
const [ALARM, DASHBOARD] = [0.1, 3]

const document = readFileSync(new URL('../../../docs/operating.md', import.meta.url), 'utf8')

const names = (stage: string, type: 'Alarm' | 'Dashboard') =>
  Object.values(
    deployment({ service: 'dynamodb-scavenger', stage, nowMs: 0 }).resources as Record<
      string,
      { Type: string; Properties: { AlarmName?: string } }
    >,
  )
    .filter(({ Type }) => Type === `AWS::CloudWatch::${type}`)
    .map(({ Properties }) => Properties.AlarmName ?? '')

describe('docs/operating.md', () => {
  test.each([
    ['dev', 'dev, schedule off'],
    ['prod', 'prod, scheduled'],
  ])('says what the stage %s costs when nothing runs', (stage, row) => {
    const [alarms, dashboards] = [names(stage, 'Alarm').length, names(stage, 'Dashboard').length]
    const dollars = (alarms * ALARM + dashboards * DASHBOARD).toFixed(2)
    expect(document).toContain(`| ${row} | 1 | ${alarms} | ${dashboards} | ${dollars} |`)
  })

  test('says that a rate schedule without a start date starts at once, with a start date to copy', () => {
    expect(document).toMatch(
      /A `rate\(…\)` schedule without a `startDate` starts its first execution as soon as it is deployed/,
    )
    expect(document).toMatch(/startDate: "\d{4}-\d\d-\d\dT/)
  })

  test('says what mass deletes do to the consumers of a stream, how to tell them, and how to go slow', () => {
    const [, section = ''] = document.split('\n## A table with a stream\n')
    for (const word of ['REMOVE', 'userIdentity', 'IteratorAge', 'maxWriteUnitsPerSecond'])
      expect(section).toContain(word)
  })

  test('has an entry for each alarm there can be, and for no other', () => {
    const [, runbook = ''] = document.split('\n## Alarms\n')
    const entries = [...runbook.matchAll(/^### (.+)$/gm)].map(([, name]) => name)
    const alarms = names('prod', 'Alarm').map((name) => name.replace('dynamodb-scavenger-prod-workers-', ''))
    expect(entries.toSorted()).toEqual([...alarms, 'start-dropped'].toSorted())
  })

  test('begins each entry with what the reader sees', () => {
    const [, runbook = ''] = document.split('\n## Alarms\n')
    for (const [, entry] of runbook.matchAll(/^### .+\n(.+)$/gm)) expect(entry).toMatch(/^You see /)
  })
})
