import { afterAll, beforeAll, describe } from '@jest/globals'
import { type Engine, startEngine } from '../../../cli/engine/engine.ts'
import { shared } from '../shared/shared.ts'
import { dynamoDBLocalMissing } from './dynamodbLocal.ts'

export type EngineName = 'dynalite' | 'DynamoDB Local'

/** The engine that a describe block runs on; its endpoint is there once the block's tests run. */
export interface EngineUnderTest {
  readonly name: EngineName
  readonly endpoint: string
}

const START: Readonly<Record<EngineName, () => Promise<Engine>>> = {
  dynalite: startEngine,
  'DynamoDB Local': async () => ({ endpoint: await shared('dynamodb-local'), close: async () => {} }),
}

/**
 * The same tests on each engine. dynalite is started empty for this block and ended with it; DynamoDB Local is the run's,
 * where a test file has a database of its own.
 */
export function describeOnEngines(
  title: string,
  body: (engine: EngineUnderTest) => void,
  names: readonly EngineName[] = ['dynalite', 'DynamoDB Local'],
): void {
  for (const name of names) describeOnEngine(name, title, body)
}

/** Where DynamoDB Local can't run, its tests are skipped and say so; with CI=true they fail. */
function describeOnEngine(name: EngineName, title: string, body: (engine: EngineUnderTest) => void): void {
  const missing = name === 'DynamoDB Local' ? dynamoDBLocalMissing() : undefined
  const skipped = missing !== undefined && process.env.CI !== 'true'
  if (skipped) process.stderr.write(`SKIPPED: ${title} on ${name}: ${missing}\n`)
  const block = skipped ? describe.skip : describe
  block(`${title} on ${name}${skipped ? ` (skipped: ${missing})` : ''}`, () => {
    let engine: Engine | undefined
    beforeAll(async () => {
      engine = await START[name]()
    })
    afterAll(() => engine?.close())
    body({
      name,
      get endpoint() {
        if (engine === undefined) throw new Error(`${name}: its endpoint was asked for before its block ran`)
        return engine.endpoint
      },
    })
  })
}
