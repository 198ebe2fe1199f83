import { GuardTripped } from '../errors.ts'
import type { Guards } from '../rule/guardFields.ts'
import type { PointInTimeRecovery } from '../table/table.ts'

/** Where a guard requires point-in-time recovery, asks for it. Throws GuardTripped unless it is enabled. */
export async function checkRequirements(
  { pointInTimeRecovery }: Pick<Guards, 'pointInTimeRecovery'>,
  table: string,
  ask: () => Promise<PointInTimeRecovery>,
): Promise<void> {
  if (pointInTimeRecovery === 'optional') return
  const found = await ask()
  if (found === 'enabled') return
  throw new GuardTripped(
    `guard pointInTimeRecovery: expected table ${table} to have point-in-time recovery, found ${inWords(found)}; nothing ` +
      'was deleted. Enable it and start anew, or start with {"confirm":CODE,"guards":{"pointInTimeRecovery":"optional"}}',
  )
}

function inWords(found: 'disabled' | 'unknown'): string {
  return found === 'disabled' ? 'it disabled' : 'an engine that does not know DescribeContinuousBackups'
}
