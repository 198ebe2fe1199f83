import type { SimulatedRule } from '../table/rule.ts'
import type { Setting } from './setting.ts'

/** Events around an execution: others write, the table is made again, the rule is deployed anew, the clock jumps. */
export class Disturbance {
  /** The wall clock's time at which the execution starts. */
  startMs: number
  jumped = false
  changedRule = false
  readonly #setting: Setting
  #deployed = 0

  constructor(setting: Setting) {
    this.#setting = setting
    this.startMs = setting.startMs
  }

  /** The rule as it is deployed now. */
  get rule(): SimulatedRule {
    const rule = this.#setting.rules[this.#deployed]
    if (rule === undefined) throw new Error('rule: expected one, found none')
    return rule
  }

  /** The confirmation code of that rule. */
  get code(): string | undefined {
    return this.rule.parsed.confirmed
  }

  scheduleWriter(): void {
    const { world, lengthMs } = this.#setting
    const { clock, faults, table } = world
    if (!faults.strikes('writer')) return
    const random = faults.random('writer')
    const meanMs = lengthMs * random.magnitude(0.0002, 0.05)
    let left = random.whole(1, 300)
    const write = (): undefined => {
      if (left-- === 0) return undefined
      table.writer.write(clock.monotonicMs())
      clock.at(clock.monotonicMs() + random.exponential(meanMs), write)
      return undefined
    }
    clock.at(random.exponential(meanMs), write)
  }

  scheduleRemake(): void {
    const { world, lengthMs } = this.#setting
    const { clock, faults, table } = world
    if (!faults.strikes('tableRemade')) return
    const random = faults.random('tableRemade')
    const atMs = clock.monotonicMs() + lengthMs * random.magnitude(0.001, 1)
    const gapMs = random.chance(0.5) ? 0 : lengthMs * random.magnitude(0.01, 1)
    clock.at(atMs, () => {
      table.remake(clock.monotonicMs())
      world.missingUntilMs = clock.monotonicMs() + gapMs
      return undefined
    })
  }

  changeRule(): void {
    if (!this.#setting.world.faults.strikes('ruleChanged')) return
    this.#deployed = 1 - this.#deployed
    this.changedRule = true
  }

  jump(): void {
    const { faults } = this.#setting.world
    if (!faults.strikes('wallClockJump')) return
    const random = faults.random('wallClockJump')
    this.startMs += Math.round(random.magnitude(1, 1e9)) * (random.chance(0.5) ? 1 : -1)
    this.jumped = true
  }
}
