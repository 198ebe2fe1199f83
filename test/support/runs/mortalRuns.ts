import { loadDefinition } from '../../../statemachine/definition.ts'
import { type DeployedRun, type DeployOptions, deploy } from './bundleRuns.ts'
import { UNDER_TEST } from './passEnvironment.ts'

export interface MortalOptions extends Omit<DeployOptions, 'environment' | 'definition'> {
  /** JavaScript that each process evaluates before the bundle, until one of its passes was lost. */
  readonly ailment?: string
}

/** One execution of the deployed bundle under the deployed definition, without its waits before a repetition. */
export async function runMortal({ ailment, on, ...options }: MortalOptions): Promise<DeployedRun> {
  let ailing = ailment
  const deployed = deploy({
    ...options,
    definition: JSON.parse(JSON.stringify(loadDefinition(UNDER_TEST), withoutWaits)),
    environment: () => (ailing === undefined ? {} : { NODE_OPTIONS: importing(ailing) }),
    on: {
      ...on,
      error: () => {
        ailing = undefined
        on?.error?.()
      },
    },
  })
  try {
    return await deployed.run()
  } finally {
    await deployed.close()
  }
}

/** What is evaluated when a pass has deleted something. */
export function onceDeleted(javascript: string): string {
  const heard = `({ ledger }) => { if (ledger.deleted > 0) { ${javascript} } }`
  return `import { subscribe } from 'node:diagnostics_channel'; subscribe('scavenge:progress', ${heard})`
}

/** Nothing of the process runs for so many milliseconds: no timer, no answer, no report. */
export function standStill(milliseconds: number | 'Infinity'): string {
  return `Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ${milliseconds})`
}

function importing(javascript: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(javascript)}`
}

function withoutWaits(field: string, value: unknown): unknown {
  return field === 'IntervalSeconds' ? 0.001 : value
}
