/**
 * In a process of its own: an application that writes to items of the server's table at random moments and places, and
 * tries again when it is throttled. Arguments: the server's URL, items of its table, requests a second. It writes until
 * its standard input ends, waits for the last answers and then says what became of its requests.
 */
import { Agent, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { Layout } from './server/layout.ts'

/** What became of an application's requests. */
export interface ApplicationFigures {
  readonly requests: number
  /** Requests that were throttled at least once. */
  readonly throttled: number
  /** Milliseconds from the first throttle of a request to its success, of the slowest one. */
  readonly slowestMs: number
}

/** The wait after a throttle, as the AWS SDK's standard retries have it: doubling, with jitter, in milliseconds. */
const FIRST_RETRY_MS = 50
const LONGEST_RETRY_MS = 20_000
const CONNECTIONS = 64
/** Milliseconds after which requests that are due are not made up for: the process stood still, and would send a burst. */
const LATE_MS = 20

const [, , url = '', items = '0', perSecond = '0'] = process.argv
const layout = new Layout(Number(items))
const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS })
const figures = { requests: 0, throttled: 0, slowestMs: 0 }
const answers = new Set<Promise<void>>()
let ended = false

process.stdin.on('end', () => {
  ended = true
})
process.stdin.resume()
await makeRequests()
await Promise.all(answers)
console.log(JSON.stringify(figures satisfies ApplicationFigures))
process.exit(0)

/** Makes the requests that are due, some times a millisecond apart as timers are, until standard input ends. */
async function makeRequests(): Promise<void> {
  let dueMs = performance.now()
  while (!ended) {
    dueMs = Math.max(dueMs, performance.now() - LATE_MS)
    for (; dueMs <= performance.now(); dueMs += (-Math.log(1 - Math.random()) * 1_000) / Number(perSecond))
      makeRequest()
    await sleep(1)
  }
}

function makeRequest(): void {
  figures.requests++
  const answer = untilTaken(Math.floor(Math.random() * layout.items))
  answers.add(answer)
  void answer.then(() => answers.delete(answer))
}

async function untilTaken(position: number): Promise<void> {
  let throttledMs: number | undefined
  for (let tries = 0; !(await isTaken(position)); tries++) {
    throttledMs ??= performance.now()
    await sleep(Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** tries) * Math.random())
  }
  if (throttledMs === undefined) return
  figures.throttled++
  figures.slowestMs = Math.max(figures.slowestMs, performance.now() - throttledMs)
}

/** Sends one write; false where it was throttled. Rejects where it was answered otherwise. */
function isTaken(position: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const headers = { 'x-amz-target': 'DynamoDB_20120810.UpdateItem' }
    const sent = request(url, { method: 'POST', agent, headers }, (answer) => {
      answer.resume()
      answer.on('end', () => {
        if (answer.statusCode === 200 || answer.statusCode === 400) resolve(answer.statusCode === 200)
        else reject(new Error(`expected status 200 or 400, found ${answer.statusCode}`))
      })
    })
    sent.on('error', reject)
    sent.end(`{"TableName":"workers","Key":{${layout.keyJson(position)}}}`)
  })
}
