import { setTimeout as sleep } from 'node:timers/promises'
import { randomOf } from '../virtual/random.ts'
import { type Answer, type Call, type EngineProxy, refusal, startProxy, type Treatment } from './proxy.ts'

/** What may befall a request; "after" and "cut" come when the engine has carried it out. */
const FAULTS = [
  'slow',
  'throttled',
  'overProvision',
  'internal',
  'unavailable',
  'strangerAnswers',
  'resetBefore',
  'resetAfter',
  'cut',
  'emptied',
  'silentBefore',
  'silentAfter',
  'statements',
] as const
export type Fault = (typeof FAULTS)[number]

export interface FaultOptions {
  readonly seed: number
  /** Of all requests, from 0 to 1, how many meet a fault. */
  readonly share: number
}

export interface FaultProxy extends EngineProxy {
  /** How often each fault came. */
  readonly counts: Readonly<Record<Fault, number>>
}

/** Of a batch's statements that meet faults: how many fail. */
const FAILING_STATEMENTS = 0.4
const MAX_SLOW_MS = 200
const STATEMENT_ERRORS = [
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'RequestLimitExceeded',
  'InternalServerError',
  'TransactionConflict',
]

/**
 * A proxy in front of an engine that lets requests meet faults. They are drawn like cards: each kind comes once before
 * any comes again, so that a run of some length has had them all.
 */
export async function startFaultProxy(engine: string, { seed, share }: FaultOptions): Promise<FaultProxy> {
  const random = randomOf(seed)
  const counts = Object.fromEntries(FAULTS.map((fault) => [fault, 0])) as Record<Fault, number>
  let deck: Fault[] = []
  const treat: Treatment = async (call, forward) => {
    if (random() >= share) return forward()
    if (deck.length === 0) deck = [...FAULTS]
    const [fault = 'slow'] = deck.splice(Math.floor(random() * deck.length), 1)
    counts[fault]++
    return befall(fault, call, forward, random)
  }
  return { ...(await startProxy(engine, treat)), counts }
}

async function befall(
  fault: Fault,
  call: Call,
  forward: (body?: object) => Promise<Answer>,
  random: () => number,
): Promise<Answer | 'reset' | 'silence'> {
  switch (fault) {
    case 'slow':
      await sleep(random() * MAX_SLOW_MS)
      return forward()
    case 'throttled':
      return throttle('ThrottlingException', 'KeyRangeThroughputExceeded', call)
    case 'overProvision':
      return throttle('ProvisionedThroughputExceededException', 'ProvisionedThroughputExceeded', call)
    case 'internal':
      return refusal('InternalServerError', {}, 500)
    case 'unavailable':
      return { status: 503, body: '' }
    case 'strangerAnswers':
      return { status: random() < 0.5 ? 200 : 502, body: '<html><body>Bad gateway</body></html>' }
    case 'resetBefore':
      return 'reset'
    case 'resetAfter':
      await forward()
      return 'reset'
    case 'cut': {
      const answer = await forward()
      return { ...answer, cutAfter: Math.floor(random() * answer.body.length) }
    }
    case 'emptied': {
      const answer = await forward()
      // DynamoDB acknowledges a DeleteItem by an answer that may be empty: that one says what it should.
      return call.action === 'DeleteItem' || call.action === 'GetItem' ? answer : { ...answer, body: '{}' }
    }
    case 'silentBefore':
      return 'silence'
    case 'silentAfter':
      await forward()
      return 'silence'
    case 'statements':
      return failStatements(call, forward, random)
    default:
      return fault satisfies never
  }
}

function throttle(type: string, reason: string, { action }: Call): Answer {
  const kind = action === 'Scan' ? 'Read' : 'Write'
  const resource = 'arn:aws:dynamodb:us-east-1:000000000000:table/workers'
  return refusal(type, { ThrottlingReasons: [{ reason: `Table${kind}${reason}`, resource }] })
}

/** Keeps some statements of a batch from the engine, and answers for those with an error inside the 200. */
async function failStatements(
  { action, body }: Call,
  forward: (body?: object) => Promise<Answer>,
  random: () => number,
): Promise<Answer> {
  const statements = body.Statements
  if (action !== 'BatchExecuteStatement' || !Array.isArray(statements)) return forward()
  const errors = statements.map(() =>
    random() < FAILING_STATEMENTS ? STATEMENT_ERRORS[Math.floor(random() * STATEMENT_ERRORS.length)] : undefined,
  )
  const Statements = statements.filter((_, index) => errors[index] === undefined)
  const answer =
    Statements.length > 0 ? await forward({ ...body, Statements }) : { status: 200, body: '{"Responses":[]}' }
  if (answer.status !== 200) return answer
  const parsed = JSON.parse(answer.body)
  const carriedOut: unknown[] = [...parsed.Responses]
  const Responses = errors.map((Code) =>
    Code === undefined ? carriedOut.shift() : { Error: { Code, Message: 'a fault of the test' }, TableName: 'workers' },
  )
  return { status: 200, body: JSON.stringify({ ...parsed, Responses }) }
}
