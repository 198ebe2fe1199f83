/**
 * This project: the deployed bundle, its handler invoked with 900 s until it answers `complete`. Arguments: the path of
 * the bundle, the execution's input as JSON.
 */
import { pathToFileURL } from 'node:url'
import { begin, tell } from './measure.ts'
import { silently } from './silently.ts'

const PASS_MS = 900_000
const [, , bundle = '', input = '{}'] = process.argv

interface Answer {
  readonly status: string
  readonly continuationToken?: string
  readonly waitSeconds: number
  readonly ledger: Readonly<Record<string, number>>
}
type Handler = (event: unknown, context: object) => Promise<Answer>

const { begun, ...figures } = await silently(run)
tell(begun, figures)
process.exit(0)

async function run() {
  const importing = performance.now()
  const { handler }: { handler: Handler } = await import(pathToFileURL(bundle).href)
  const importMs = performance.now() - importing

  const begun = begin()
  const execution = { id: 'bench', startTime: new Date().toISOString() }
  let pass: object = { status: 'start', continuationToken: null }
  for (let passes = 1; ; passes++) {
    const endMs = performance.now() + PASS_MS
    const context = { getRemainingTimeInMillis: () => endMs - performance.now() }
    const answer = await handler({ input: JSON.parse(input), pass, execution, retryCount: 0 }, context)
    if (answer.status !== 'continue') return { begun, importMs, passes, ledger: answer.ledger }
    pass = { status: 'continue', continuationToken: answer.continuationToken }
  }
}
