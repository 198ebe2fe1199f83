import type { PassInput, Settings } from '../../execution/input.ts'
import { PARTITION_READ_UNITS, PARTITION_WRITE_UNITS } from '../../rule/limits.ts'
import type { Capacity, TableDescription } from '../../table/table.ts'

/** Share of what a table takes at once that a pass takes by default: the rest is for the application. */
const DEFAULT_SHARE = 0.5

/** A cap in units a second, and who says so: the input, the rule, or the figure of DescribeTable that it is half of. */
export interface Limit {
  readonly unitsPerSecond: number
  readonly from: 'input' | 'rule' | Capacity['from']
  /**
   * Only of a default cap: the partitions that the table has at least, by what it takes. Each of them has a share of
   * the cap.
   */
  readonly partitions?: number | undefined
  /** Only of a shard's cap: what one partition may take, which is its equal share of the parent's cap. */
  readonly unitsOfPartition?: number | undefined
}

/** Absent where nothing limits: unlimited by input or rule, or no figure of the table is told. */
export interface CapLimits {
  readonly write?: Limit | undefined
  readonly read?: Limit | undefined
}

type CapSetting = 'maxWriteUnitsPerSecond' | 'maxReadUnitsPerSecond'

interface CapInput {
  readonly settings: Pick<Settings, CapSetting>
  readonly given: PassInput['given']
  /** A shard's caps come from its parent. */
  readonly division?: PassInput['division']
}

/**
 * The caps of an execution: those of input or rule, else half of what its table takes at once. A shard keeps to what its
 * parent dealt out, unless its input names a cap itself.
 */
export function capLimits(input: CapInput, capacity: TableDescription['capacity']): CapLimits {
  const { settings, given } = input
  const limit = (name: CapSetting, of: keyof CapLimits, partitionUnits: number): Limit | undefined => {
    const dealt = dealtTo(input, name)
    if (dealt !== undefined) return dealt[of]
    const units = settings[name]
    const takes = capacity?.[of]
    if (units === 'unlimited') return undefined
    if (units !== undefined) return { unitsPerSecond: units, from: given.has(name) ? 'input' : 'rule' }
    if (takes === undefined) return undefined
    const partitions = Math.ceil(takes.units / partitionUnits)
    return { unitsPerSecond: takes.units * DEFAULT_SHARE, from: takes.from, partitions }
  }
  const write = limit('maxWriteUnitsPerSecond', 'write', PARTITION_WRITE_UNITS)
  const read = limit('maxReadUnitsPerSecond', 'read', PARTITION_READ_UNITS)
  return { ...(write && { write }), ...(read && { read }) }
}

/** Where the caps that hold come from, as an answer says it; undefined where none holds. */
export function sourcesOf({ write, read }: CapLimits): { write?: Limit['from']; read?: Limit['from'] } | undefined {
  if (write === undefined && read === undefined) return undefined
  return { ...(write && { write: write.from }), ...(read && { read: read.from }) }
}

/** The caps among Begin's decisions. */
export interface DecidedCaps extends Partial<Pick<Settings, CapSetting>> {
  /** Where those come from that neither input nor rule give. */
  readonly capsFrom?: NonNullable<ReturnType<typeof sourcesOf>>
}

/** The caps that an execution of this input keeps to, its defaults filled in; absent where there is none. */
export function decidedCaps(input: CapInput, capacity: TableDescription['capacity']): DecidedCaps {
  const limits = capLimits(input, capacity)
  const { write, read } = limits
  const maxWriteUnitsPerSecond = write?.unitsPerSecond ?? unlimited(input, 'maxWriteUnitsPerSecond')
  const maxReadUnitsPerSecond = read?.unitsPerSecond ?? unlimited(input, 'maxReadUnitsPerSecond')
  const capsFrom = sourcesOf({ write: ofTable(write), read: ofTable(read) })
  return {
    ...(maxWriteUnitsPerSecond !== undefined && { maxWriteUnitsPerSecond }),
    ...(maxReadUnitsPerSecond !== undefined && { maxReadUnitsPerSecond }),
    ...(capsFrom && { capsFrom }),
  }
}

/** A cap that neither input nor rule give. */
function ofTable(limit: Limit | undefined): Limit | undefined {
  return limit?.from === 'input' || limit?.from === 'rule' ? undefined : limit
}

/** `unlimited` where input or rule say so, and the cap is not a parent's to say. */
function unlimited(input: CapInput, name: CapSetting): 'unlimited' | undefined {
  return input.settings[name] === 'unlimited' && dealtTo(input, name) === undefined ? 'unlimited' : undefined
}

/** The caps that a parent dealt out to a shard whose input does not name this one itself. */
function dealtTo({ given, division }: CapInput, name: CapSetting): CapLimits | undefined {
  return division?.kind === 'shard' && !given.has(name) ? division.caps : undefined
}
