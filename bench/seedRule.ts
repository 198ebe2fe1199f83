import { fileURLToPath } from 'node:url'

/** The rule that is measured: the seed's. */
export const RULE_FILE = fileURLToPath(new URL('../rules/workers.yml', import.meta.url))

/** Megabytes of the seed's Lambda. They bound the heap of a client on Node; its CPU is not bounded. */
export const SEED_MEMORY_MB = 512
