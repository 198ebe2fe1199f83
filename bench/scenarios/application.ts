import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type { ApplicationFigures } from '../applicationProcess.ts'
import { run } from '../run.ts'
import { type Context, LATENCY } from './context.ts'

/** An application that writes to the table, alone and beside an execution with default caps. */
export interface Application {
  readonly items: number
  /** Of the partitions' capacity, what the application takes. */
  readonly share: number
  /** Write units a second that the execution takes at most: half of the table's warm throughput. */
  readonly cappedAt: number
  readonly seconds: number
  readonly alone: ApplicationFigures
  readonly beside: ApplicationFigures
}

const PROCESS = fileURLToPath(new URL('../applicationProcess.ts', import.meta.url))
const PARTITIONS = 4
const UNITS_PER_PARTITION = 1_000
const WARM_UNITS = PARTITIONS * UNITS_PER_PARTITION
const SHARE = 0.4

/** Sums over all rounds: a throttle is too rare for a median. */
export async function application({ server, peers, scale, rounds, note }: Context): Promise<Application> {
  const items = scale.beside
  const table = {
    items,
    partitions: PARTITIONS,
    unitsPerPartition: UNITS_PER_PARTITION,
    warmUnits: WARM_UNITS,
    ...LATENCY,
  }
  let seconds = 0
  let beside = NOTHING
  let alone = NOTHING
  for (let round = 1; round <= rounds; round++) {
    let other: Started | undefined
    const result = await run(server, peers.project, {
      table,
      onMade: () => {
        other = start(server.url, items)
      },
    })
    beside = sum(beside, await ended(other))
    seconds += result.seconds
    await server.make(table)
    const single = start(server.url, items)
    await sleep(result.seconds * 1_000)
    alone = sum(alone, await ended(single))
    note(
      `round ${round}: ${beside.throttled} of ${beside.requests} throttled, alone ${alone.throttled} of ${alone.requests}`,
    )
  }
  return { items, share: SHARE, cappedAt: WARM_UNITS / 2, seconds, alone, beside }
}

const NOTHING: ApplicationFigures = { requests: 0, throttled: 0, slowestMs: 0 }

type Started = ReturnType<typeof start>

function start(url: string, items: number) {
  const args = [PROCESS, url, String(items), String(SHARE * WARM_UNITS)]
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] })
  return { child, output: text(child.stdout) }
}

async function ended(started: Started | undefined): Promise<ApplicationFigures> {
  if (started === undefined) throw new Error('application: expected to be started beside the execution, it was not')
  started.child.stdin.end()
  return JSON.parse(await started.output) as ApplicationFigures
}

function sum(one: ApplicationFigures, other: ApplicationFigures): ApplicationFigures {
  return {
    requests: one.requests + other.requests,
    throttled: one.throttled + other.throttled,
    slowestMs: Math.max(one.slowestMs, other.slowestMs),
  }
}
