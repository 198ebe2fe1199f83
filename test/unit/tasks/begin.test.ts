import { describe, expect, test } from '@jest/globals'
import { parseEvent } from '../../../functions/scavenge/execution/event.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import { begin } from '../../../functions/scavenge/tasks/begin.ts'

const TOKEN = `sc1.${'k'.repeat(100)}`
const rule = parseRule(
  {
    table: 'jobs',
    filter: { expression: 'attribute_exists(#at)', names: { '#at': 'at' } },
    age: { attribute: 'at', format: 'epochSeconds', olderThan: '2d' },
    readers: 3,
    maxWriteUnitsPerSecond: 500,
  },
  { file: 'jobs.yml', name: 'jobs' },
)

function begun(input: object, earlier?: string) {
  const { continuationToken = null, ...rest } = input as { readonly continuationToken?: string }
  const event = {
    input: rest,
    pass: { status: 'begin', continuationToken },
    execution: { id: 'begin', startTime: '2026-11-24T00:00:00Z' },
    retryCount: 0,
  }
  let asked = 0
  const answer = begin(parseEvent(event, rule), async () => {
    asked++
    return earlier
  })
  return { answer, asked: () => asked }
}

describe('Begin answers', () => {
  test('the rule as it will run where the input says nothing', async () => {
    await expect(begun({}).answer).resolves.toStrictEqual({
      status: 'start',
      decided: {
        dryRun: false,
        olderThan: '48h',
        totalSegments: 40,
        readers: 3,
        deleters: 10,
        maxWriteUnitsPerSecond: 500,
        force: false,
      },
    })
  })

  test('what the input says in place of the rule', async () => {
    const input = { dryRun: true, olderThan: '30d', totalSegments: 7, deleters: 1, maxReadUnitsPerSecond: 9 }
    await expect(begun(input).answer).resolves.toMatchObject({ decided: { ...input, olderThan: '720h', readers: 3 } })
  })

  test('nothing that a token brings, and not the token', async () => {
    const answer = await begun({ continuationToken: TOKEN, readers: 5 }).answer
    expect(answer).toMatchObject({ status: 'start', decided: { fromToken: true, readers: 5 } })
    expect(answer).not.toHaveProperty('decided.olderThan')
    expect(answer).not.toHaveProperty('decided.totalSegments')
    expect(JSON.stringify(answer)).not.toContain('kkk')
  })

  test('to whom the execution yields', async () => {
    await expect(begun({}, 'arn:other').answer).resolves.toEqual({ status: 'skipped', runningExecution: 'arn:other' })
  })

  test('to an execution of its own kind alone: a dry run asks for dry runs', async () => {
    const asked: boolean[] = []
    for (const dryRun of [true, false]) {
      const event = {
        input: { dryRun },
        pass: { status: 'begin', continuationToken: null },
        execution: { id: 'begin', startTime: '2026-11-24T00:00:00Z' },
        retryCount: 0,
      }
      await begin(parseEvent(event, rule), async (_, isDry) => {
        asked.push(isDry)
        return undefined
      })
    }
    expect(asked).toEqual([true, false])
  })

  test('without asking for others where the input says force', async () => {
    const { answer, asked } = begun({ force: true }, 'arn:other')
    await expect(answer).resolves.toMatchObject({ status: 'start', decided: { force: true } })
    expect(asked()).toBe(0)
  })
})

test('an input that is refused is refused at Begin', () => {
  expect(() => begun({ olderThan: '1d' })).toThrow(/olderThan: expected at least the rule's 48h/)
  expect(() => begun({ colour: 'blue' })).toThrow(/colour: unknown/)
})
