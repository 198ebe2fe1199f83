import { parentPort } from 'node:worker_threads'
import { simulateSeeds } from './summary.ts'

parentPort?.on('message', async ({ from, count }: { from: number; count: number }) => {
  parentPort?.postMessage(await simulateSeeds(from, count))
})
