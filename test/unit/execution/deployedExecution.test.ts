import { expect, test } from '@jest/globals'
import { deployedExecution } from '../../../functions/scavenge/execution/deployedExecution.ts'

test('only the ARN of a Standard execution in a Region is a deployed one', () => {
  expect(deployedExecution('arn:aws-us-gov:states:us-gov-west-1:123456789012:execution:s:e')?.stateMachineArn).toBe(
    'arn:aws-us-gov:states:us-gov-west-1:123456789012:stateMachine:s',
  )
  for (const id of [
    'arn:aws:states:local:000000000000:execution:workers:0a1b',
    'arn:aws:states:eu-west-1:123456789012:express:s:e:1',
    'arn:aws:states:eu-west-1:123456789012:execution:s:e:more',
    'see arn:aws:states:eu-west-1:123456789012:execution:s:e',
    'arn:execution',
    'flow',
  ]) {
    expect(deployedExecution(id)).toBeUndefined()
  }
})
