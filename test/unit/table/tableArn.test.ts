import { describe, expect, test } from '@jest/globals'
import { isForeign, isTableName, parseTableArn } from '../../../functions/scavenge/table/tableArn.ts'

const ARN = 'arn:aws-eusc:dynamodb:eusc-de-east-1:123456789012:table/old.jobs_1'

describe('a table’s ARN', () => {
  test('says its Region, account and name', () => {
    expect(parseTableArn(ARN)).toEqual({ region: 'eusc-de-east-1', account: '123456789012', name: 'old.jobs_1' })
  })

  test.each(['jobs', `${ARN}/index/by-age`, `${ARN} `, ARN.replace(':table', ':stream'), ARN.replace('123', '12')])(
    'is not "%s"',
    (text) => {
      expect(parseTableArn(text)).toBeUndefined()
    },
  )

  test('is foreign to every account but its own; a name never is', () => {
    expect(isForeign(ARN, '123456789012')).toBe(false)
    expect(isForeign(ARN, '210987654321')).toBe(true)
    expect(isForeign(ARN)).toBe(true)
    expect(isForeign('jobs', '210987654321')).toBe(false)
    expect(isTableName('jobs')).toBe(true)
    expect(isTableName(ARN)).toBe(false)
  })
})
