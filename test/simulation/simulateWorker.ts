import { parentPort } from 'node:worker_threads'
import { type Kind, simulateSeeds } from './summary.ts'

parentPort?.on('message', async ({ from, count, kind }: { from: number; count: number; kind: Kind }) => {
  parentPort?.postMessage(await simulateSeeds(from, count, kind))
})
