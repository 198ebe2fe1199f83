import { readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { type Application, application } from './scenarios/application.ts'
import { type Cap, cap } from './scenarios/cap.ts'
import { budget, type Comparison, partitioned, unlimited } from './scenarios/comparison.ts'
import type { Context } from './scenarios/context.ts'
import { type GrowthRow, growth } from './scenarios/growth.ts'
import { type Lambda, lambda } from './scenarios/lambda.ts'
import { type ServerLimits, serverLimits } from './scenarios/serverLimits.ts'
import { type StartUp, startUp } from './scenarios/startUp.ts'

/** What each scenario found. */
export interface Figures {
  readonly server: ServerLimits
  readonly unlimited: Comparison
  readonly partitions: Comparison
  readonly budget: Comparison
  readonly cap: Cap
  readonly application: Application
  readonly lambda: Lambda
  readonly growth: readonly GrowthRow[]
  readonly startup: StartUp
}

export type ScenarioName = keyof Figures

/** In the order in which they run. */
const SCENARIOS: { readonly [Name in ScenarioName]: (context: Context) => Promise<Figures[Name]> } = {
  server: serverLimits,
  startup: startUp,
  unlimited,
  partitions: partitioned,
  budget,
  cap,
  application,
  lambda,
  growth,
}

export const SCENARIO_NAMES = Object.keys(SCENARIOS) as readonly ScenarioName[]

/** Where and how a scenario was measured. */
interface Measured {
  readonly date: string
  readonly rounds: number
  readonly node: string
  readonly cpu: string
  readonly cores: number
  /** Seconds that the scenario took. */
  readonly took: number
}

/** results.json: the last figures of each scenario. */
export interface Results {
  readonly figures: Partial<Figures>
  readonly measured: Partial<Readonly<Record<ScenarioName, Measured>>>
}

/** The results so far; none where the file does not exist. */
export function readResults(file: string): Results {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Results
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return { figures: {}, measured: {} }
    throw error
  }
}

/** Runs a scenario and puts its figures in the place of its last ones. */
export async function measure<Name extends ScenarioName>(
  name: Name,
  context: Context,
  results: Results,
): Promise<Results> {
  const startMs = performance.now()
  const scenario: (context: Context) => Promise<Figures[Name]> = SCENARIOS[name]
  const figures = { ...results.figures, [name]: await scenario(context) }
  const measured: Measured = {
    date: new Date().toISOString().slice(0, 10),
    rounds: context.rounds,
    node: process.version,
    cpu: cpus()[0]?.model.trim() ?? 'unknown',
    cores: cpus().length,
    took: Math.round((performance.now() - startMs) / 1_000),
  }
  return { figures, measured: { ...results.measured, [name]: measured } }
}
