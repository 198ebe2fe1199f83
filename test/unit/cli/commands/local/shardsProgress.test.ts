import { expect, test } from '@jest/globals'
import type { PassProgress } from '../../../../../cli/answer/passAnswer.ts'
import { ShardsProgress } from '../../../../../cli/commands/local/shardsProgress.ts'
import { quietView } from '../../../../support/runs/quietView.ts'

test('shards are shown as one execution: their ledgers, segments and passes added up, their lines with their shard', () => {
  const notes: string[] = []
  const shown: (PassProgress & { readonly pass: number })[] = []
  const shards = new ShardsProgress(
    quietView({
      note: (line) => notes.push(line),
      show: (pass, progress) => shown.push({ pass, ...progress }),
    }),
  )
  const [one, two] = ['1/2', '2/2'].map((shard) => shards.viewOf({ shard, segments: 40 }))
  one?.note('pass 1 started')
  one?.show(1, { ledger: { deleted: 5, scanned: 9 }, segmentsDone: 2, totalSegments: 20 })
  two?.show(3, { ledger: { deleted: 7 }, segmentsDone: 4, totalSegments: 20 })
  one?.show(2, { ledger: { deleted: 6, scanned: 10 }, segmentsDone: 3, totalSegments: 20 })
  const again = shards.viewOf({ shard: '1/2', segments: 40 }) // a later execution goes on with the ledger of the one before
  again.show(1, { ledger: { deleted: 8 }, segmentsDone: 5, totalSegments: 20 })
  expect(notes).toEqual(['shard 1/2: pass 1 started'])
  expect(shown).toMatchObject([
    { pass: 1, ledger: { deleted: 5 }, segmentsDone: 2, totalSegments: 40 },
    { pass: 4, ledger: { deleted: 12, scanned: 9 }, segmentsDone: 6 },
    { pass: 5, ledger: { deleted: 13, scanned: 10 }, segmentsDone: 7 },
    { pass: 4, ledger: { deleted: 15 }, segmentsDone: 9 },
  ])
})
