import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { confirmationCode } from '../functions/scavenge/confirmation/confirmationCode.ts'
import { passEnvironment } from '../functions/scavenge/environment/environment.ts'
import { DEFAULT_MEMORY_MB } from '../functions/scavenge/rule/limits.ts'
import { readRuleFile } from '../functions/scavenge/rule/ruleFile.ts'
import { limitCpu } from './cpuShare.ts'
import type { Measure } from './peers/measure.ts'
import type { ExecutionInput, Peer } from './peers/peers.ts'
import { RULE_FILE } from './seedRule.ts'
import type { Stats } from './server/counters.ts'
import { tableArn } from './server/operations.ts'
import type { Server } from './server/server.ts'
import type { TableConfig } from './server/table.ts'

export interface RunOptions extends ClientOptions {
  readonly table: TableConfig
  /** Called when the table is made, before the client starts. */
  readonly onMade?: () => void
}

export interface ClientOptions {
  readonly input?: ExecutionInput
  /** Share of one core that the client gets; all of it where absent. */
  readonly cpuShare?: number
  /** MiB of the Lambda that the client would be, the default of a rule where absent: bounds Node's heap. */
  readonly memoryMb?: number
  /** NODE_OPTIONS in place of those that this project is deployed with. */
  readonly nodeOptions?: string
  /** More of Node's own flags. */
  readonly nodeFlags?: readonly string[]
}

/** What one client told of itself, and its process. */
export interface ClientResult extends Measure {
  /** From the start of the client's process to its end. */
  readonly processSeconds: number
  /** Whether `cpuShare` was enforced. */
  readonly limited: boolean
  /** This project alone: milliseconds to import the bundle, passes, ledger. */
  readonly importMs?: number
  readonly passes?: number
  readonly ledger?: Readonly<Record<string, number>>
}

export interface RunResult extends ClientResult {
  readonly stats: Stats
  readonly requests: number
}

/** Lambda's start of Node gives this share of the memory to the young generation, half of it a semi-space. */
const YOUNG_SHARE = 0.1

/**
 * One client against a fresh table. Throws where the client fails, deletes what the rule keeps, or leaves what it
 * deletes (not on a dry run): a figure of such a run would be worth nothing.
 */
export async function run(server: Server, peer: Peer, options: RunOptions): Promise<RunResult> {
  await server.make(options.table)
  options.onMade?.()
  const result = await runClient(server, peer, options)
  const stats = await server.stats()
  checkLeft(peer, stats, options.input?.dryRun === true)
  const requests = Object.values(stats.requests).reduce((sum, count) => sum + count, 0)
  return { ...result, stats, requests }
}

/** One client against the server's table as it is. Throws where the client fails. */
export async function runClient(server: Server, peer: Peer, options: ClientOptions): Promise<ClientResult> {
  const share = options.cpuShare === undefined || options.cpuShare >= 1 ? undefined : limitCpu(options.cpuShare)
  const command = withFlags(peer, options)
  try {
    const startMs = performance.now()
    const { stdout } = await execute(share?.wrap(command) ?? command, environment(server.url, peer, options))
    const processSeconds = (performance.now() - startMs) / 1_000
    const measure = JSON.parse(stdout) as Measure
    return { ...measure, processSeconds, limited: share !== undefined }
  } finally {
    await share?.close()
  }
}

/** Another client on Node names no size of the heap, so it gets those that Lambda's runtime sets. */
function withFlags(peer: Peer, { input = {}, memoryMb = DEFAULT_MEMORY_MB, nodeFlags = [] }: ClientOptions) {
  const command = peer.command(input)
  const [program = '', ...rest] = command
  if (program !== 'node') return command
  const heap = peer.name === 'project' ? [] : runtimesHeapFlags(memoryMb)
  return [process.execPath, ...heap, ...nodeFlags, ...rest]
}

function runtimesHeapFlags(memoryMb: number): string[] {
  const youngMb = Math.floor(memoryMb * YOUNG_SHARE)
  return [`--max-semi-space-size=${Math.floor(youngMb / 2)}`, `--max-old-space-size=${memoryMb - youngMb}`]
}

/** What a command wrote. */
interface Written {
  readonly stdout: string
  readonly stderr: string
}

/** Runs a command to its end. Throws where that is not 0. */
export async function execute(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Written> {
  const [file = '', ...args] = command
  const child = spawn(file, args, { env, stdio: ['ignore', 'pipe', 'pipe'] })
  const [stdout, stderr, [code, signal]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'close'),
  ])
  if (code !== 0) throw new Error(`expected ${args.join(' ')} to end with 0, found ${code ?? signal}: ${stderr}`)
  return { stdout, stderr }
}

/** This project's clients get the environment of its deployment, NODE_OPTIONS included. */
export function environment(
  url: string,
  { name }: Peer,
  { memoryMb = DEFAULT_MEMORY_MB, nodeOptions }: ClientOptions,
): Record<string, string> {
  const { data, rule } = readRuleFile(RULE_FILE)
  const confirmed = confirmationCode(rule, { arn: tableArn(rule.table), origin: new URL(url).origin })
  return {
    PATH: process.env.PATH ?? '',
    ...(name === 'project' &&
      passEnvironment({ data: { ...data, confirmed }, ruleName: rule.name, stage: 'bench', memoryMb })),
    ...(nodeOptions !== undefined && { NODE_OPTIONS: nodeOptions }),
    AWS_REGION: 'us-east-1',
    AWS_ENDPOINT_URL_DYNAMODB: url,
    AWS_ACCESS_KEY_ID: 'bench',
    AWS_SECRET_ACCESS_KEY: 'bench',
  }
}

/** Throws where a client deleted what the rule keeps, or left what it deletes (not on a dry run). */
export function checkLeft({ label }: Peer, { left, wronglyDeleted }: Stats, isDryRun: boolean): void {
  if (wronglyDeleted > 0) throw new Error(`${label}: expected to keep what the rule keeps, ${wronglyDeleted} are gone`)
  if (left > 0 && !isDryRun) throw new Error(`${label}: expected to delete all that the rule deletes, ${left} are left`)
}
