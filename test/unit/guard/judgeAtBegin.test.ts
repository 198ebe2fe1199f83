import { describe, expect, test } from '@jest/globals'
import { DAY_MS } from '../../../functions/scavenge/age/formats/instant.ts'
import { type Beginning, type GuardSources, judgeAtBegin } from '../../../functions/scavenge/guard/judgeAtBegin.ts'
import type { PastExecution } from '../../../functions/scavenge/guard/surge.ts'
import { DEFAULT_GUARDS, type Guards } from '../../../functions/scavenge/rule/guardFields.ts'
import type { PointInTimeRecovery } from '../../../functions/scavenge/table/table.ts'

const ordinary: readonly PastExecution[] = Array.from({ length: 10 }, (_, ago) => ({
  startMs: (99 - ago) * DAY_MS,
  deleted: 20_000,
}))

interface Scene {
  readonly guards?: Partial<Guards>
  readonly more?: Partial<Beginning>
  /** Items that would go, of a million. */
  readonly candidates?: number
  readonly past?: readonly PastExecution[]
  readonly recovery?: PointInTimeRecovery
}

function judged({ guards, more, candidates = 20_000, past = ordinary, recovery = 'enabled' }: Scene = {}) {
  const asked: string[] = []
  const sources: GuardSources = {
    async past() {
      asked.push('past')
      return past
    },
    async pointInTimeRecovery() {
      asked.push('pointInTimeRecovery')
      return recovery
    },
  }
  const beginning: Beginning = {
    guards: { ...DEFAULT_GUARDS, ...guards },
    dryRun: false,
    startMs: 100 * DAY_MS,
    table: 'jobs',
    code: 'k7m2q9x4tb',
    confirmed: false,
    brought: undefined,
    estimate: {
      items: { estimate: 1_000_000, low: 990_000 },
      candidates: { estimate: candidates, low: Math.round(candidates * 0.9) },
      dollars: { scan: 0.1, total: 1 },
    },
    ...more,
  }
  return { answer: judgeAtBegin(beginning, sources), asked }
}

describe('Begin', () => {
  test('fixes the limits, and the items that a share is of', async () => {
    const { answer } = judged({ guards: { maxShare: '20%' } })
    await expect(answer).resolves.toMatchObject({ limits: { surge: 200_000, maxShare: 200_000 }, items: 1_000_000 })
    await expect(answer).resolves.not.toHaveProperty('noSurge')
  })

  test.each([
    ['everything was marked finished', 1_000_000],
    ['dates were moved by ten years', 400_000],
  ])('stops data that broke while the rule stayed, before the first delete: %s', async (_, candidates) => {
    await expect(judged({ candidates }).answer).rejects.toMatchObject({
      name: 'GuardTripped',
      message: expect.stringMatching(/^guard surge: expected at most 200,000 deleted items, found at least \d+,000 /),
    })
  })

  test('says how to go on: for a surge by a confirmation, for any other guard by a looser one beside it', async () => {
    await expect(judged({ candidates: 500_000 }).answer).rejects.toThrow('the input {"confirm":"k7m2q9x4tb"}')
    await expect(judged({ guards: { maxDeletes: 10 } }).answer).rejects.toThrow(
      'the input {"confirm":"k7m2q9x4tb","guards":{"maxDeletes":"none"}}',
    )
  })

  test('lets an execution start whose interval only reaches beyond the limit', async () => {
    await expect(judged({ candidates: 210_000 }).answer).resolves.toMatchObject({ limits: { surge: 200_000 } })
  })

  test.each<[string, Scene, string]>([
    ['fewer than three past executions', { past: ordinary.slice(0, 2) }, 'expected at least 3 complete executions'],
    ['a confirmation in the input', { more: { confirmed: true } }, 'a person has looked'],
    ['a rule that wants none', { guards: { surge: 'none' } }, 'guards.surge is none'],
    ['a token that brings none', { more: { brought: {}, estimate: undefined } }, 'the token brings none'],
    ['a dry run', { more: { dryRun: true } }, 'a dry run deletes nothing'],
  ])('judges no surge beside %s, and says so', async (_, scene, reason) => {
    const answer = await judged({ ...scene, candidates: 900_000 }).answer
    expect(answer.noSurge).toContain(reason)
    expect(answer.limits).toEqual({})
  })

  test('keeps what a token brings', async () => {
    const { answer, asked } = judged({
      guards: { maxShare: '10%' },
      more: { brought: { items: 500, surge: 12_000 }, estimate: undefined },
    })
    await expect(answer).resolves.toMatchObject({ limits: { surge: 12_000, maxShare: 50 }, items: 500 })
    expect(asked).toEqual([])
  })
})

describe('point-in-time recovery', () => {
  test('is asked for only where a guard requires it', async () => {
    const { answer, asked } = judged({ recovery: 'disabled' })
    await answer
    expect(asked).not.toContain('pointInTimeRecovery')
  })

  test.each<[PointInTimeRecovery, string]>([
    ['disabled', 'found it disabled'],
    ['unknown', 'found an engine that does not know DescribeContinuousBackups'],
  ])('that is required and %s ends the execution', async (recovery, sentence) => {
    const { answer } = judged({ guards: { pointInTimeRecovery: 'required' }, recovery })
    await expect(answer).rejects.toMatchObject({ name: 'GuardTripped', message: expect.stringContaining(sentence) })
  })

  test('that is required and enabled lets it start', async () => {
    await expect(judged({ guards: { pointInTimeRecovery: 'required' } }).answer).resolves.toMatchObject({
      guards: { pointInTimeRecovery: 'required' },
    })
  })
})
