/**
 * This project: the deployed bundle, its handler invoked with 900 s until it answers `complete`. Arguments: the path of
 * the bundle, the execution's input as JSON.
 */
import { pathToFileURL } from 'node:url'
import { begin, tell } from './measure.ts'

const PASS_MS = 900_000
const [, , bundle = '', input = '{}'] = process.argv

interface Answer {
  readonly status: string
  readonly continuationToken?: string
  readonly waitSeconds: number
  readonly ledger: Readonly<Record<string, number>>
}
type Handler = (event: unknown, context: object) => Promise<Answer>

const { write } = process.stdout
process.stdout.write = () => true // no line of the log: standard output is the measure's
const importing = performance.now()
const { handler }: { handler: Handler } = await import(pathToFileURL(bundle).href)
const importMs = performance.now() - importing

const begun = begin()
const execution = { id: 'bench', startTime: new Date().toISOString() }
let pass: object = { status: 'start', continuationToken: null }
let answer: Answer
let passes = 0
do {
  const endMs = performance.now() + PASS_MS
  const context = { getRemainingTimeInMillis: () => endMs - performance.now() }
  answer = await handler({ input: JSON.parse(input), pass, execution, retryCount: 0 }, context)
  pass = { status: 'continue', continuationToken: answer.continuationToken }
  passes++
} while (answer.status === 'continue')
process.stdout.write = write
tell(begun, { importMs, passes, ledger: answer.ledger })
process.exit(0)
