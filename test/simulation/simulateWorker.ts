import { parentPort } from 'node:worker_threads'
import { simulateSeeds } from './summary.ts'
import type { RuleKind } from './table/rule.ts'

parentPort?.on('message', async ({ from, count, rules }: { from: number; count: number; rules: RuleKind }) => {
  parentPort?.postMessage(await simulateSeeds(from, count, rules))
})
