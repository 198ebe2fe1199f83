import type { HistoryEvent, SFNClient } from '@aws-sdk/client-sfn'
import { member } from '../../../functions/scavenge/execution/json.ts'
import { doneBefore } from '../../answer/before.ts'
import { type Ending, endingIn } from '../../answer/ending.ts'
import { tokenBegunWith } from '../../executions/beginning.ts'
import { describeExecution, isRunning } from '../../executions/execution.ts'
import { answerOf, lastEventId, newestFirst } from '../../executions/history.ts'
import { type ExecutionName, parseExecutionArn } from '../../executions/names.ts'
import { persistently, realSleep, type Sleep } from '../../executions/persistently.ts'
import { type Division, divisionIn } from '../../executions/shards/rounds.ts'
import { duration } from '../../report/duration.ts'
import { type ExecutionOutcome, executionOutcome } from '../../report/executionOutcome.ts'
import type { ProgressView } from '../../report/progress.ts'
import { Narrator } from './narrator.ts'
import { watchParent } from './watchParent.ts'

interface Watching {
  readonly client: SFNClient
  readonly view: ProgressView
  /** Ends the watching, never the execution. */
  readonly signal: AbortSignal
  readonly sleep?: Sleep
  /** Whether each shard of a parent has lines of its own. */
  readonly eachShard?: boolean
}

export interface Watched extends ExecutionOutcome {
  /** Present where the execution ended as Succeeded before it had worked the whole table. */
  readonly ending?: Ending
}

/** The wait between two looks at the history: the first after news, longer each time that nothing happened. */
const FIRST_WAIT_MS = 1_000
const MAX_WAIT_MS = 5_000

/**
 * Shows an execution until it ends, and then the successor that goes on from it. Repeats what fails by a lost
 * connection. Throws what else the client throws, and the signal's reason when it aborts.
 */
export async function watchExecution(first: ExecutionName, watching: Watching): Promise<Watched> {
  for (let execution = first; ; ) {
    const outcome = await watchOne(execution, watching)
    const ending = endingIn(outcome.output)
    if (ending?.status !== 'continued') return ending ? { ...outcome, ending } : outcome
    watching.view.note(
      `${execution.name} neared the bounds of one execution: ${ending.successor} goes on from its token`,
    )
    execution = parseExecutionArn(ending.successor)
  }
}

async function watchOne(name: ExecutionName, watching: Watching): Promise<ExecutionOutcome> {
  const { client, view, signal, sleep = realSleep, eachShard = false } = watching
  const { arn } = name
  const note = (line: string) => view.note(line)
  const ask = <T>(question: () => Promise<T>) => persistently(question, note, signal, sleep)

  const { startMs, input } = await ask(() => describeExecution(client, arn, signal))
  note(`${name.rule} on ${name.stage}: ${name.name}, started ${duration(Date.now() - startMs)} ago`)
  const dryRun = member(input, 'dryRun') === true
  let division: Division = { kind: member(input, 'shard') === undefined ? 'unknown' : 'single' }
  const narrator = new Narrator(view, startMs, doneBefore(await ask(() => tokenBegunWith(client, arn, input))))
  for (let [seen, waitMs] = [0, FIRST_WAIT_MS]; ; waitMs = Math.min(1.5 * waitMs, MAX_WAIT_MS)) {
    const running = await ask(() => isRunning(client, arn, signal))
    const newest = await ask(() => lastEventId(client, arn, signal))
    const hasNews = newest > seen
    if (hasNews) {
      const events = await ask(() => eventsAfter(client, arn, seen, signal))
      if (division.kind === 'unknown') {
        division = events.some(hasToken) ? { kind: 'single' } : await ask(() => divisionIn(client, arn, signal))
      }
      if (division.kind === 'parent') {
        return watchParent({ name, startMs, dryRun, division }, { client, view, signal, sleep, ask, eachShard })
      }
      narrator.tell(events)
      seen = events.at(-1)?.id ?? seen
      waitMs = FIRST_WAIT_MS
    }
    // The history may show the end a little later than the status does.
    if (!running && (narrator.ended || !hasNews)) break
    narrator.beat()
    await sleep(waitMs, signal)
  }
  view.close()
  const execution = await ask(() => describeExecution(client, arn, signal))
  return ask(() => executionOutcome(client, name, execution, narrator))
}

/** The events after `seen`, oldest first. At the first look (`seen` 0), only those since the last pass that answered. */
async function eventsAfter(
  client: SFNClient,
  arn: string,
  seen: number,
  signal: AbortSignal,
): Promise<readonly HistoryEvent[]> {
  const events: HistoryEvent[] = []
  for await (const event of newestFirst(client, arn, signal)) {
    if ((event.id ?? 0) <= seen) break
    events.unshift(event)
    if (seen === 0 && event.type === 'TaskSucceeded' && answerOf(event)) break
  }
  return events
}

/** Whether an event brings a token, as no event of a parent does. */
function hasToken(event: HistoryEvent): boolean {
  return answerOf(event)?.continuationToken !== undefined
}
