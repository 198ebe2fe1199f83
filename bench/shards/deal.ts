/**
 * Invokes Begin of the deployed bundle for a parent, and prints its answer. Arguments: the path of the bundle, the
 * execution's input as JSON.
 */
import { pathToFileURL } from 'node:url'
import { silently } from '../peers/silently.ts'

type Handler = (event: unknown, context: object) => Promise<unknown>

const [, , bundle = '', input = '{}'] = process.argv
const execution = { id: 'arn:aws:states:local:000000000000:execution:seed:bench', startTime: new Date().toISOString() }
const event = { input: JSON.parse(input), pass: { status: 'begin', continuationToken: null }, execution, retryCount: 0 }
const answer = await silently(async () => {
  const { handler }: { handler: Handler } = await import(pathToFileURL(bundle).href)
  return handler(event, { getRemainingTimeInMillis: () => 900_000 })
})
console.log(JSON.stringify(answer))
process.exit(0)
