import { fileURLToPath } from 'node:url'

/** The rule that is measured: the seed's. */
export const RULE_FILE = fileURLToPath(new URL('../rules/workers.yml', import.meta.url))
