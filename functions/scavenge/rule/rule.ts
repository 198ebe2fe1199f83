import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import { ageAttributes, type RuleAge } from '../age/ruleAge.ts'
import { InvalidRule, type Refusal } from '../errors.ts'
import { tableText } from '../table/tableReference.ts'
import { type Deployment, deploymentOf } from './deploymentFields.ts'
import { inLines, refusalsIn } from './fields.ts'
import { checkPlaceholders, decisionAttributes, type FilterRefusal, readExpression } from './filter.ts'
import type { FilterValue, StartType } from './filterValues.ts'
import { DEFAULT_GUARDS, type Guards, guardsWith } from './guardFields.ts'
import {
  DEFAULT_DELETERS,
  DEFAULT_READERS,
  DEFAULT_SHARDS,
  DEFAULT_TOTAL_SEGMENTS,
  MAX_INDEX_READERS,
  MAX_READERS,
  MAX_RULE_BYTES,
  MAX_SHARDS_AT_ONCE,
} from './limits.ts'
import { ruleFile, type UnitsPerSecond } from './ruleFields.ts'
import type { WorkWindow } from './window/window.ts'
import { windowOf } from './window/windowField.ts'

export type { UnitsPerSecond } from './ruleFields.ts'

/** A rule file after validation. docs/contract.md explains every field. */
export interface Rule {
  /** The rule file's name without its ending. */
  readonly name: string
  /** A name or an ARN; where only a deployment can know it, a text that `isResolved` refuses. */
  readonly table: string
  readonly filter: {
    readonly expression: string
    readonly names: Readonly<Record<string, string>>
    readonly values: Readonly<Record<string, AttributeValue>>
    /** The values that are still to come from an execution's input, by their types. Absent where there are none. */
    readonly atStart?: Readonly<Record<string, StartType>>
  }
  readonly age: RuleAge
  readonly totalSegments: number
  readonly readers: number
  readonly deleters: number
  /** Executions that one is parted into. */
  readonly shards: number
  /** How many of them run at once; undefined where the rule leaves it to `atOnceOf`. */
  readonly shardsAtOnce: number | undefined
  readonly maxWriteUnitsPerSecond: UnitsPerSecond | undefined
  readonly maxReadUnitsPerSecond: UnitsPerSecond | undefined
  readonly burstSeconds: number | undefined
  /** The hours in which an execution works; undefined for all hours. */
  readonly window: WorkWindow | undefined
  readonly replicas: 'accepted' | undefined
  /** The index that is read in place of the table. */
  readonly index?: string | undefined
  /** The confirmation code that a person wrote into the rule file, whether or not it is this rule's. */
  readonly confirmed: string | undefined
  readonly guards: Guards
  /** The top-level attributes that the filter, the age or its period names, key attributes included, sorted. */
  readonly decisionAttributes: readonly string[]
  /** What only a deployment needs. A pass ignores it. */
  readonly deployment: Deployment
}

/** Where a rule's data came from: the file, as messages name it, and the rule's name. */
export interface RuleSource {
  readonly file: string
  readonly name: string
  /** Where in the file the refused fields stand; at its top unless told. */
  readonly within?: readonly string[]
}

const RULE_NAME = /^[a-zA-Z][a-zA-Z0-9-]{0,39}$/

/**
 * The rule in the plain data of a rule file, with a stage's overrides merged and without `stages`. Throws `InvalidRule`
 * with the file, the field, what was expected and what was there.
 */
export function parseRule(data: unknown, source: RuleSource): Rule {
  const { file, name } = source
  if (!RULE_NAME.test(name))
    throw new InvalidRule(
      `${file}: the rule's name: expected a letter, then at most 39 letters, digits or hyphens, found ${JSON.stringify(name)}`,
    )
  const parsed = ruleFile.safeParse(data, { reportInput: true })
  if (!parsed.success) throw refused(source, refusalsIn('the rule', parsed.error))
  const { table, filter, age, index, readers = DEFAULT_READERS } = parsed.data

  const { expression, names, values = {} } = filter
  const use = readExpression(expression)
  if ('expected' in use) throw refusedFilter(source, use)
  const misfit = checkPlaceholders(use, names, values)
  if (misfit) throw refusedFilter(source, misfit)

  const made = filterValues(values)
  if (made.atStart !== undefined && parsed.data.confirmed !== undefined)
    throw refusedAt(
      source,
      ['confirmed'],
      'expected nothing in a rule whose values are given at the start, found a code: each of its executions needs confirm in its input',
    )

  if (readers > maxReaders(index))
    throw refusedAt(source, ['readers'], `expected at most ${maxReaders(index)} beside an index, found ${readers}`)
  const { shards = DEFAULT_SHARDS, shardsAtOnce, reservedConcurrency } = parsed.data
  const atOnce = atOnceOf(shards, shardsAtOnce)
  if (reservedConcurrency !== undefined && reservedConcurrency < atOnce)
    throw refusedAt(source, ['reservedConcurrency'], reservedExpected(atOnce, reservedConcurrency))

  const bytes = Buffer.byteLength(JSON.stringify(data))
  if (bytes > MAX_RULE_BYTES)
    throw new InvalidRule(`${file}: the rule: expected at most ${MAX_RULE_BYTES} bytes as JSON, found ${bytes}`)

  return {
    name,
    table: tableText(table),
    filter: { expression, names, ...made },
    age,
    totalSegments: parsed.data.totalSegments ?? DEFAULT_TOTAL_SEGMENTS,
    readers,
    deleters: parsed.data.deleters ?? DEFAULT_DELETERS,
    shards,
    shardsAtOnce,
    maxWriteUnitsPerSecond: parsed.data.maxWriteUnitsPerSecond,
    maxReadUnitsPerSecond: parsed.data.maxReadUnitsPerSecond,
    burstSeconds: parsed.data.burstSeconds,
    window: windowOf(parsed.data.window),
    replicas: parsed.data.replicas,
    index,
    confirmed: parsed.data.confirmed,
    guards: guardsWith(DEFAULT_GUARDS, parsed.data.guards ?? {}),
    decisionAttributes: decisionAttributes(use, names, ageAttributes(age)),
    deployment: deploymentOf(parsed.data),
  }
}

/** Segments in work at once at most. */
export function maxReaders(index: string | undefined): number {
  return index === undefined ? MAX_READERS : MAX_INDEX_READERS
}

/** Shards that run at once: as many as are asked for, else as many as can. */
export function atOnceOf(shards: number, shardsAtOnce: number | undefined): number {
  return Math.min(shards, shardsAtOnce ?? MAX_SHARDS_AT_ONCE)
}

function reservedExpected(atOnce: number, reserved: number): string {
  return `expected at least ${atOnce}, one instance for each shard that runs at once, found ${reserved}; raise it, or lower shardsAtOnce`
}

/** The values that the rule writes, and the types of those that each execution's input gives. */
function filterValues(values: Readonly<Record<string, FilterValue>>): Pick<Rule['filter'], 'values' | 'atStart'> {
  const entries = Object.entries(values)
  const written = entries.flatMap(([name, of]) => (of.kind === 'written' ? [[name, of.value] as const] : []))
  const atStart = entries.flatMap(([name, of]) => (of.kind === 'atStart' ? [[name, of.type] as const] : []))
  return {
    values: Object.fromEntries(written),
    ...(atStart.length > 0 && { atStart: Object.fromEntries(atStart) }),
  }
}

function refusedFilter(source: RuleSource, { field, expected, found }: FilterRefusal): InvalidRule {
  const [first = '', ...rest] = field.split('.')
  const path = ['filter', first, ...(rest.length === 0 ? [] : [rest.join('.')])]
  return refusedAt(source, path, `expected ${expected}, found ${found}`)
}

function refusedAt(source: RuleSource, path: readonly string[], message: string): InvalidRule {
  return refused(source, [{ path, message: `${path.join('.')}: ${message}` }])
}

/** A refusal of a rule's data: what messages say, and the fields' places in the file. */
export function refused(
  { file, within = [] }: Pick<RuleSource, 'file' | 'within'>,
  refusals: readonly Refusal[],
): InvalidRule {
  const inFile = refusals.map(({ path, message }) => ({ path: [...within, ...path], message }))
  return new InvalidRule(inLines(file, refusals), { refusals: inFile })
}
