import { join, relative } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The project's folder, wherever the command is called from; it ends with a slash. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))

/** The folder of its rules. */
export const RULES = join(PROJECT, 'rules')

/** The rule of the demo table, as seen from where the command is called. */
export const DEMO_RULE = relative(process.cwd(), join(RULES, 'workers.yml'))
