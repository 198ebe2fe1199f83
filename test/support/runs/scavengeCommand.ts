import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'

const PROJECT = fileURLToPath(new URL('../../..', import.meta.url))
const COMMAND = `${PROJECT}cli/scavenge.mjs`
const { NODE_COMPILE_CACHE = '' } = process.env
/** Set for a run of the tests: a command loads in half the time. */
const COMPILED = { NODE_COMPILE_CACHE }

/** How a command ended, and all that it printed. */
export interface EndedCommand {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
  // What --json printed; any shape, since the tests say which.
  readonly json: Record<string, unknown>
}

interface Circumstances {
  readonly cwd?: string
  /** All of its environment besides where Node keeps what it compiled; by default this process's. */
  readonly env?: NodeJS.ProcessEnv
}

/**
 * What an operator's shell holds, and nothing of this machine's own settings. A variable that `changes` make empty is
 * unset.
 */
export function operatorsEnvironment(changes: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const { PATH = '' } = process.env
  const credentials = { AWS_ACCESS_KEY_ID: 'an-id', AWS_SECRET_ACCESS_KEY: 'a-secret', AWS_REGION: 'us-east-1' }
  const all = { PATH, AWS_EC2_METADATA_DISABLED: 'true', ...credentials, ...changes }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

/** Runs the command as `npx scavenge` does, to its end; `onLine` sees its progress while it runs. */
export async function scavenge(
  args: readonly string[],
  onLine?: (line: string, command: ChildProcess) => void,
  { cwd = PROJECT, env }: Circumstances = {},
): Promise<EndedCommand> {
  const command = spawn(process.execPath, [COMMAND, ...args], {
    cwd,
    env: env ? { ...env, ...COMPILED } : process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const lines: string[] = []
  createInterface(command.stderr).on('line', (line) => {
    lines.push(line)
    onLine?.(line, command)
  })
  const [stdout, [code]] = await Promise.all([text(command.stdout), once(command, 'close')])
  return { code, stdout, stderr: lines.join('\n'), json: stdout.startsWith('{') ? JSON.parse(stdout) : {} }
}
