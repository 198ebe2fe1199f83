import { expect, test } from '@jest/globals'
import { CheckedTable } from '../../../functions/scavenge/dynamodb/checkedTable.ts'
import { RequestFailed } from '../../../functions/scavenge/request/failed.ts'
import { NEVER } from '../../../functions/scavenge/waiting/never.ts'
import { itemsOf, ListedTable } from '../../support/virtual/listedTable.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'
import { randomOf } from '../../support/virtual/random.ts'

test('nothing is deleted until the engine has passed its check, which is not asked again', async () => {
  const items = itemsOf(0, [1])
  const listed = new ListedTable(new ManualClock(randomOf(1)), [items])
  let asked = 0
  const table = new CheckedTable(listed, async () => {
    if (++asked === 1) throw new RequestFailed('InternalServerError')
  })
  await expect(table.delete(items, NEVER)).rejects.toMatchObject({ code: 'InternalServerError' })
  expect(listed.batches).toEqual([])
  void table.delete(items, NEVER)
  await Promise.resolve()
  await Promise.resolve()
  void table.deleteSingly(items[0] ?? {}, NEVER)
  await Promise.resolve()
  await Promise.resolve()
  expect(listed.batches).toHaveLength(2)
  expect(asked).toBe(2)
})
