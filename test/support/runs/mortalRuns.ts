import { loadDefinition } from '../../../statemachine/definition.ts'
import { type DeployedRun, type DeployOptions, deploy } from './bundleRuns.ts'
import { UNDER_TEST } from './passEnvironment.ts'
import { evaluating } from './preload.ts'

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
    environment: () => (ailing === undefined ? {} : evaluating(ailing)),
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

function withoutWaits(field: string, value: unknown): unknown {
  return field === 'IntervalSeconds' ? 0.001 : value
}
