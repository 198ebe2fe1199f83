import { readFileSync } from 'node:fs'
import { relative } from 'node:path'
import { text } from 'node:stream/consumers'
import { UsageError } from './failure.ts'
import { PROJECT } from './project.ts'

/** The options as commander gives them. */
export interface LocalFlags {
  readonly rule?: string
  readonly endpoint?: string
  readonly input?: string
  readonly passSeconds?: string
  readonly items?: string
  readonly memory?: string
  readonly verify?: boolean
  readonly json?: boolean
  readonly verbose?: boolean
}

type Input = Readonly<Record<string, JsonValue>>
type JsonValue = null | boolean | number | string | JsonValue[] | { [key: string]: JsonValue }

export interface LocalOptions {
  readonly rule: string
  /** Undefined: the embedded engine and the seed's table. */
  readonly endpoint: string | undefined
  readonly input: Input
  readonly passSeconds: number
  /** Items of the seed's table. */
  readonly items: number
  /** MiB of a pass; undefined: the rule's. */
  readonly memoryMb: number | undefined
  readonly verify: boolean
  readonly json: boolean
  readonly verbose: boolean
}

/** Lambda's own bounds. */
const MAX_PASS_SECONDS = 900
const [MIN_MEMORY_MB, MAX_MEMORY_MB] = [128, 10_240]
/** Short and few, so that a run shows several passes and takes less than a minute. */
const EMBEDDED_PASS_SECONDS = 8
const DEFAULT_ITEMS = 16_000
const MAX_ITEMS = 10_000_000

/** Validates the options, reading the input from its file or standard input. Throws UsageError. */
export async function localOptions(flags: LocalFlags): Promise<LocalOptions> {
  const { endpoint } = flags
  if (endpoint !== undefined && flags.items !== undefined) {
    throw new UsageError('--items makes the embedded table, --endpoint names another: leave one of them out')
  }
  const passSeconds = endpoint === undefined ? EMBEDDED_PASS_SECONDS : MAX_PASS_SECONDS
  return {
    rule: flags.rule ?? relative(process.cwd(), `${PROJECT}rules/workers.yml`),
    endpoint: endpoint === undefined ? undefined : endpointUrl(endpoint),
    input: parseInput(await readInput(flags.input ?? '{}')),
    passSeconds: wholeNumber('--pass-seconds', flags.passSeconds, 1, MAX_PASS_SECONDS) ?? passSeconds,
    items: wholeNumber('--items', flags.items, 0, MAX_ITEMS) ?? DEFAULT_ITEMS,
    memoryMb: wholeNumber('--memory', flags.memory, MIN_MEMORY_MB, MAX_MEMORY_MB),
    verify: flags.verify ?? false,
    json: flags.json ?? false,
    verbose: flags.verbose ?? false,
  }
}

function wholeNumber(option: string, value: string | undefined, least: number, most: number): number | undefined {
  if (value === undefined) return undefined
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN
  if (number >= least && number <= most) return number
  throw new UsageError(`${option}: expected a whole number from ${least} to ${most}, found "${value}"`)
}

function endpointUrl(value: string): string {
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value
  throw new UsageError(`--endpoint: expected a URL such as http://127.0.0.1:8000, found "${value}"`)
}

async function readInput(value: string): Promise<string> {
  if (value === '-') return text(process.stdin)
  if (!value.startsWith('@')) return value
  try {
    return readFileSync(value.slice(1), 'utf8')
  } catch (cause) {
    throw new UsageError(`--input: expected a readable file after the @: ${messageOf(cause)}`, { cause })
  }
}

function parseInput(json: string): Input {
  let input: unknown
  try {
    input = JSON.parse(json)
  } catch (cause) {
    const expected = `a JSON object, @ and a file that holds one, or - for standard input`
    throw new UsageError(`--input: expected ${expected}, found what is no JSON: ${messageOf(cause)}`, { cause })
  }
  if (isObject(input)) return input
  throw new UsageError(`--input: expected a JSON object such as {"dryRun": true}, found ${kindOf(input)}`)
}

function isObject(value: unknown): value is Input {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  return Array.isArray(value) ? 'a list' : `a ${typeof value}`
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}
