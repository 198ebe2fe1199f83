import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { describe, expect, test } from '@jest/globals'
import { usageOf } from '../../../../cli/executions/costOfExecution.ts'

describe('what an execution costs', () => {
  const at = (type: string, seconds: number): HistoryEvent => ({
    type: type as never,
    id: 1,
    previousEventId: 0,
    timestamp: new Date(seconds * 1000),
  })

  test('is by the time from each task’s start to its end, lost ones and the one that runs included', () => {
    const events = [
      at('TaskStateEntered', 0),
      at('TaskScheduled', 0),
      at('TaskStarted', 1),
      at('TaskSucceeded', 11),
      at('TaskStateExited', 11),
      at('ChoiceStateEntered', 11),
      at('ChoiceStateExited', 11),
      at('WaitStateEntered', 11),
      at('WaitStateExited', 50),
      at('TaskStateEntered', 50),
      at('TaskScheduled', 50),
      at('TaskStarted', 50),
      at('TaskTimedOut', 52),
      at('TaskScheduled', 60),
      at('TaskStarted', 60),
    ]
    expect(usageOf(events, 65_000)).toEqual({ passSeconds: 10 + 2 + 5, invocations: 3, transitions: 5 })
  })

  test('leaves out the start of a successor, which no function does', () => {
    const details = { taskScheduledEventDetails: { resourceType: 'states', resource: 'startExecution' } }
    const scheduled = { ...at('TaskScheduled', 0), ...details } as HistoryEvent
    const events = [at('TaskStateEntered', 0), scheduled, at('TaskStarted', 0), at('TaskSucceeded', 9)]
    expect(usageOf(events, 9_000)).toEqual({ passSeconds: 0, invocations: 0, transitions: 1 })
  })
})
