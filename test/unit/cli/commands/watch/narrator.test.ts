import type { HistoryEvent } from '@aws-sdk/client-sfn'
import { expect, test } from '@jest/globals'
import type { PassProgress } from '../../../../../cli/answer/passAnswer.ts'
import { Narrator } from '../../../../../cli/commands/watch/narrator.ts'
import { STATES } from '../../../../../statemachine/states.ts'
import { quietView } from '../../../../support/runs/quietView.ts'
import { answered, completed } from '../../../../support/stepfunctions/stagedAnswers.ts'

/** The events of a pass of ten seconds, the first of which begins at 0 s. */
function eventsOfPass(pass: number, answer: object): HistoryEvent[] {
  const at = (seconds: number) => new Date((10 * (pass - 1) + seconds) * 1000)
  const succeeded = { resourceType: 'lambda', resource: 'invoke', output: JSON.stringify({ Payload: answer }) }
  const entered = { stateEnteredEventDetails: { name: STATES.pass } }
  return [
    { id: 3 * pass, type: 'TaskStateEntered', timestamp: at(0), ...entered },
    { id: 3 * pass + 1, type: 'TaskScheduled', timestamp: at(0) },
    { id: 3 * pass + 2, type: 'TaskSucceeded', timestamp: at(10), taskSucceededEventDetails: succeeded },
  ]
}

test('watching shows what the last answer’s requests failed with, how often, and since which pass', () => {
  const shown: PassProgress['failing'][] = []
  const view = quietView({ show: (_pass, { failing }) => shown.push(failing) })
  const narrator = new Narrator(view, 0, { ledger: {}, segmentsDone: 0 })
  const troubles = [{ Throttled: 3, TimedOut: 1 }, { Throttled: 5 }, {}, { Throttled: 2 }]
  troubles.forEach((trouble, index) => void narrator.tell(eventsOfPass(index + 1, answered(index + 1, { trouble }))))
  expect(shown).toEqual([
    [
      { code: 'Throttled', times: 3, forMs: 10_000 },
      { code: 'TimedOut', times: 1, forMs: 10_000 },
    ],
    [{ code: 'Throttled', times: 5, forMs: 20_000 }],
    [],
    [{ code: 'Throttled', times: 2, forMs: 10_000 }],
  ])

  narrator.tell(eventsOfPass(5, completed(5, { trouble: { Throttled: 1 } })))
  expect(shown.at(-1)).toEqual([])
  expect(narrator.trouble).toEqual({ Throttled: 11, TimedOut: 1 })
})

test('watching says when the window opens that an execution waits for, before its first pass and between two', () => {
  const lines: string[] = []
  const view = quietView({ note: (line) => lines.push(line) })
  const narrator = new Narrator(view, 0, { ledger: {}, segmentsDone: 0 })
  const waits = (id: number, name: string, state: object): HistoryEvent => ({
    id,
    type: 'WaitStateEntered',
    timestamp: new Date(0),
    stateEnteredEventDetails: { name, input: JSON.stringify(state) },
  })
  const begun = { begin: { Payload: { status: 'start', waitSeconds: 9, windowOpens: 'tonight' } } }
  narrator.tell([waits(1, STATES.window, begun)])
  narrator.tell(eventsOfPass(1, answered(1, { waitSeconds: 9, windowOpens: 'tomorrow' })))
  narrator.tell([waits(9, 'Wait', begun)])
  narrator.tell(eventsOfPass(2, answered(2, { waitSeconds: 30 })))
  narrator.tell([waits(12, 'Wait', begun)])
  expect(lines.filter((line) => line.startsWith('waits'))).toEqual([
    "waits for the rule's window, which opens at tonight",
    "waits for the rule's window, which opens at tomorrow",
    'waits 30 s',
  ])
})
