import type { TableIndex } from '../../../functions/scavenge/table/tableIndex.ts'
import { ManualClock } from '../../support/virtual/manualClock.ts'
import type { AgeShape } from '../table/ageShape.ts'
import { Contents } from '../table/contents.ts'
import { Keys } from '../table/keys.ts'
import { ageShape, INDEX_NAME, type RuleKind, type SimulatedRule, simulatedRule } from '../table/rule.ts'
import { SimulatedTable, type TableShape } from '../table/table.ts'
import { type Fault, Faults } from '../world/faults.ts'
import { Random } from '../world/random.ts'
import type { Statement, Violate, World } from '../world/world.ts'

/** Everything that a run needs, drawn from the seed before the run begins. */
export interface Setting {
  readonly world: World
  /** Decides what is drawn during the run. */
  readonly random: Random
  /** The rule, and another that may be deployed in its place. */
  readonly rules: readonly SimulatedRule[]
  /** The execution's input; `dryRun` and `olderThanMs` are read from it. */
  readonly input: Readonly<Record<string, unknown>>
  readonly dryRun: boolean
  /** Whether Begin tells the passes which code it judged, or each judges its rule for itself. */
  readonly beginTells: boolean
  readonly olderThanMs: number | undefined
  readonly startMs: number
  /** Of a pass. */
  readonly lengthMs: number
  readonly items: number
  readonly shape: TableShape
}

/** What a run may be: the faults that may strike in it, and the kind of its rules. */
export interface Allowed {
  readonly faults: ReadonlySet<Fault>
  readonly rules: RuleKind
}

export function drawSetting(seed: number, { faults: allowed, rules: kind }: Allowed, violate: Violate): Setting {
  const random = new Random(seed)
  const shape = random.fork('shape')
  const faults = new Faults(random, allowed)
  const ties = random.fork('ties')
  const lengthMs = Math.round(shape.chance(0.03) ? shape.magnitude(20_000, 900_000) : shape.magnitude(2_000, 20_000))
  const startMs = 1_700_000_000_000 + shape.whole(0, 1e10)
  const items = shape.chance(0.002) ? 3_000 : shape.chance(0.06) ? shape.whole(100, 400) : shape.whole(0, 100)

  const age = ageShape(shape, kind)
  const bigItems = shape.chance(0.05)
  const partitions = shape.pick([1, 1, 2, 4, 8])
  const neededPerSecond = (items * (bigItems ? 200 : 2)) / (lengthMs / 1_000)
  const first = simulatedRule(shape, { age, kind }, speed(shape, neededPerSecond))
  const rules = [first, simulatedRule(shape, { age, kind }, speed(shape, 1e6))]
  const dryRun = shape.chance(0.08)
  const timed = rules.every(({ parsed }) => parsed.age.kind === 'timed')
  const longer = shape.chance(0.1) && timed ? Math.ceil((first.olderThanMs * shape.between(1, 3)) / 60_000) : undefined
  const olderThanMs = longer === undefined ? undefined : longer * 60_000
  const input = drawInput(shape, random.fork('guards'), { items, dryRun, longer })
  const tableShape = {
    partitions,
    bigItems,
    writeUnitsPerSecond: Math.max(0.2, (neededPerSecond / partitions) * shape.magnitude(0.1, 100)),
    readUnitsPerSecond: Math.max(1, (neededPerSecond / partitions) * shape.magnitude(0.5, 100)),
    burstSeconds: shape.magnitude(0.1, 300),
    stalenessMs: lengthMs * shape.magnitude(0.01, 3),
    tells: random.fork('tells').chance(0.3),
    index: kind === 'indexed' ? indexBy(age) : undefined,
  }
  const cutoffs = rules.flatMap(({ among }) => among.map((ms) => startMs - Math.max(ms, olderThanMs ?? 0)))
  const contents = new Contents(random.fork('contents'), { age, cutoffs, keeps: kind === 'real' })
  const table = new SimulatedTable<Statement>(tableShape, faults, random.fork('table'), new Keys(shape), contents)
  const frozen = faults.strikes('frozenTable') ? faults.random('frozenTable') : undefined
  const world: World = {
    clock: new ManualClock(() => ties.next()),
    faults,
    random: random.fork('network'),
    table,
    batchSize: shape.pick([25, 25, 25, 10, 1]),
    bringsItems: random.fork('bringsItems').chance(0.5),
    latencyMs: lengthMs * shape.magnitude(0.0005, 0.1),
    abortsAnswer: shape.chance(0.5),
    jitterMs: faults.strikes('timerJitter') ? faults.random('timerJitter').magnitude(1, 40) : 0,
    frozen: frozen && { fromMs: lengthMs * frozen.magnitude(0.01, 5), reads: frozen.chance(0.5) },
    storm: { untilMs: -1, partition: undefined },
    missingUntilMs: -1,
    violate,
  }
  table.writer.fill(items, -1e9)
  return {
    world,
    random: random.fork('driver'),
    rules,
    input,
    dryRun,
    beginTells: random.fork('begin').chance(0.7),
    olderThanMs,
    startMs,
    lengthMs,
    items,
    shape: tableShape,
  }
}

/** An index of status and age, or where the age can't be its key, of status alone. */
function indexBy({ sorts }: AgeShape): TableIndex {
  return { name: INDEX_NAME, key: [{ name: 'status', type: 'S' }, ...(sorts ? [sorts] : [])] }
}

/** The execution's input; `longer` is an `olderThan` in minutes. */
function drawInput(
  shape: Random,
  guarded: Random,
  { items, dryRun, longer }: { items: number; dryRun: boolean; longer: number | undefined },
): Record<string, unknown> {
  return {
    ...(guarded.chance(0.15) && { guards: { maxDeletes: guarded.whole(0, items) } }),
    ...(dryRun && { dryRun: true }),
    ...(longer !== undefined && { olderThan: `${longer}m` }),
    ...(shape.chance(0.2) && { deleters: shape.whole(1, 12) }),
    ...(shape.chance(0.2) && { readers: shape.whole(1, 12) }),
    ...(shape.chance(0.1) && { totalSegments: shape.whole(1, 64) }),
  }
}

function speed(shape: Random, neededPerSecond: number): Record<string, number> {
  return {
    totalSegments: Math.floor(shape.magnitude(1, 65)),
    readers: shape.whole(1, 12),
    deleters: shape.whole(1, 12),
    ...(shape.chance(0.15) && { maxWriteUnitsPerSecond: clamp(neededPerSecond * shape.magnitude(0.1, 10)) }),
    ...(shape.chance(0.1) && { maxReadUnitsPerSecond: clamp(neededPerSecond * shape.magnitude(0.5, 10)) }),
    ...(shape.chance(0.3) && { burstSeconds: shape.whole(1, 300) }),
  }
}

function clamp(units: number): number {
  return Math.max(1, Math.min(1_000_000, units))
}
