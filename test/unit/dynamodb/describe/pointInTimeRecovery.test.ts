import { describe, expect, test } from '@jest/globals'
import { pointInTimeRecovery } from '../../../../functions/scavenge/dynamodb/describe/pointInTimeRecovery.ts'
import { ScriptedDynamoDB } from '../../../support/engines/scriptedDynamoDB.ts'
import { WAITLESS } from '../../../support/stepfunctions/waitless.ts'

type Answers = ConstructorParameters<typeof ScriptedDynamoDB>

async function asked(...answers: Answers) {
  const dynamoDB = new ScriptedDynamoDB(...answers)
  const options = { ...WAITLESS, withinMs: 60_000 }
  const result = await pointInTimeRecovery(dynamoDB.client, 'jobs', options).then(
    (recovery) => ({ recovery, error: undefined }),
    (error: Error) => ({ recovery: undefined, error }),
  )
  return { ...result, asked: dynamoDB.asked }
}

const status = (PointInTimeRecoveryStatus: string) => ({
  ContinuousBackupsDescription: {
    ContinuousBackupsStatus: 'ENABLED',
    PointInTimeRecoveryDescription: { PointInTimeRecoveryStatus },
  },
})

describe('point-in-time recovery of a table', () => {
  test('is what DescribeContinuousBackups says of it, not of the backups', async () => {
    const { recovery, asked: requests } = await asked(status('ENABLED'))
    expect(recovery).toBe('enabled')
    expect(requests).toEqual([{ operation: 'DescribeContinuousBackups', body: { TableName: 'jobs' } }])
    expect((await asked(status('DISABLED'))).recovery).toBe('disabled')
    expect((await asked({ ContinuousBackupsDescription: { ContinuousBackupsStatus: 'ENABLED' } })).recovery).toBe(
      'disabled',
    )
  })

  test('is unknown where the engine does not know the question', async () => {
    expect((await asked({ error: 'UnknownOperationException' })).recovery).toBe('unknown')
  })

  test('is asked for again while the request is throttled', async () => {
    expect((await asked({ error: 'ThrottlingException' }, status('ENABLED'))).recovery).toBe('enabled')
  })

  test('that may not be seen is AccessDenied, by the action', async () => {
    const { error } = await asked(...Array(9).fill({ error: 'AccessDeniedException' }))
    expect(error).toMatchObject({
      name: 'AccessDenied',
      message: expect.stringContaining('dynamodb:DescribeContinuousBackups on table jobs'),
    })
  })
})
