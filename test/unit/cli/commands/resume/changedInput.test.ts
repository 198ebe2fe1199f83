import { describe, expect, test } from '@jest/globals'
import { changedInput } from '../../../../../cli/commands/resume/changedInput.ts'
import { UsageError } from '../../../../../cli/shell/failure.ts'

const INPUT = { readers: 3, guards: { maxDeletes: 5, maxShare: '5%' }, continuationToken: 'token-2' }

describe('a changed input', () => {
  test('keeps what no change names, the token too', () => {
    expect(changedInput(INPUT, { maxWriteUnitsPerSecond: 200 })).toEqual({ ...INPUT, maxWriteUnitsPerSecond: 200 })
  })

  test('takes a field away by null, and changes a map field by field', () => {
    expect(changedInput(INPUT, { readers: null, guards: { maxDeletes: 'none' } })).toEqual({
      guards: { maxDeletes: 'none', maxShare: '5%' },
      continuationToken: 'token-2',
    })
    expect(changedInput({}, { guards: { maxDeletes: 1, maxShare: null } })).toEqual({ guards: { maxDeletes: 1 } })
  })

  test('leaves the input that it is given as it was', () => {
    const input = { guards: { maxDeletes: 5 } }
    changedInput(input, { guards: { maxDeletes: null } })
    expect(input).toEqual({ guards: { maxDeletes: 5 } })
  })

  test.each(['continuationToken', 'continueFrom'])('takes no %s from a person', (origin) => {
    expect(() => changedInput(INPUT, { [origin]: 'mine' })).toThrow(UsageError)
  })
})
