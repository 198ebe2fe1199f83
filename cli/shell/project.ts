import { fileURLToPath } from 'node:url'

/** The project's folder, wherever the command is called from; it ends with a slash. */
export const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
