import { execFile } from 'node:child_process'
import { cpSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { promisify } from 'node:util'
import { type EndedCommand, scavenge } from '../runs/scavengeCommand.ts'
import { confirmedRule } from './confirmedRule.ts'

const PROJECT = resolve(import.meta.dirname, '../../..')

/** A command that hangs fails, and leaves nothing running. */
const MAX_COMMAND_MS = 110_000

const COPIED = ['serverless.yml', 'package.json', 'tsconfig.json', 'functions', 'statemachine', 'rules', 'cli']

/** A copy of the project whose rules are a test's own. */
export interface ProjectCopy {
  readonly directory: string
  /** Writes a rule file, in place of what was there, with its confirmation codes. */
  rule(file: string, text: string): void
  /** Writes a rule file as it is. */
  unconfirmedRule(file: string, text: string): void
  /** Runs the project's `serverless` there; what it printed. Throws that where it fails. */
  serverless(...args: readonly string[]): Promise<string>
  /** Runs the command line there. */
  scavenge(...args: readonly string[]): Promise<EndedCommand>
  remove(): void
}

/**
 * `rules`: by file name; without them, the project's own. `env` is all that commands see of the environment. Where it
 * names an account's endpoint, the rules are confirmed for that account.
 */
export function copyProject(env: NodeJS.ProcessEnv, rules?: Readonly<Record<string, string>>): ProjectCopy {
  const directory = mkdtempSync(join(tmpdir(), 'project-'))
  for (const path of COPIED) cpSync(join(PROJECT, path), join(directory, path), { recursive: true })
  symlinkSync(join(PROJECT, 'node_modules'), join(directory, 'node_modules'))
  const unconfirmedRule = (file: string, text: string) => writeFileSync(join(directory, 'rules', file), text)
  const { AWS_ENDPOINT_URL: endpoint, AWS_REGION: region } = env
  const place = endpoint !== undefined && region !== undefined ? { endpoint, region } : undefined
  const rule = (file: string, text: string) => unconfirmedRule(file, place ? confirmedRule(text, file, place) : text)
  if (rules !== undefined) {
    rmSync(join(directory, 'rules/workers.yml'))
    for (const [file, text] of Object.entries(rules)) rule(file, text)
  }
  const program = join(PROJECT, 'node_modules/serverless/bin/serverless.js')
  return {
    directory,
    rule,
    unconfirmedRule,
    async serverless(...args) {
      const options = { cwd: directory, env, timeout: MAX_COMMAND_MS }
      const { stdout, stderr } = await promisify(execFile)(process.execPath, [program, ...args], options)
      return stdout + stderr
    },
    scavenge: (...args) => scavenge(args, undefined, { cwd: directory, env }),
    remove: () => rmSync(directory, { recursive: true }),
  }
}

/** The seed's rule as a file, for a table of that name. */
export function seedRule(table: string, more = ''): string {
  return `table: ${table}
filter:
  expression: "#completed = :number OR #completed = :string"
  names: { "#completed": Completed }
  values: { ":number": 1, ":string": "1" }
age: { attribute: StartExecutionTime, format: rfc3339, olderThan: 48h }
${more}
`
}
