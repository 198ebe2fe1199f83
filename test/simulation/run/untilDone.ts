import type { Setting } from './setting.ts'

/**
 * Lets virtual time pass until `work` is done or an invariant is broken, and then as long as passes and requests may still
 * run. Undefined where an invariant is broken. Throws what the work throws.
 */
export async function untilDone<End>(
  { world: { clock, violate }, lengthMs }: Pick<Setting, 'world' | 'lengthMs'>,
  isBroken: () => boolean,
  work: () => Promise<End>,
): Promise<End | undefined> {
  let end: { readonly came: End } | { readonly broken: unknown } | undefined
  work().then(
    (came) => {
      end = { came }
    },
    (broken: unknown) => {
      end = { broken }
    },
  )
  const ended = () => end
  const how = await clock.run(() => end !== undefined || isBroken(), Number.POSITIVE_INFINITY)
  const last = ended()
  if (last !== undefined && 'broken' in last) throw last.broken
  if (how === 'idle') violate('every execution ends', 'nothing due any more, and no end')
  if (last === undefined || isBroken()) return undefined
  await clock.run(() => false, clock.monotonicMs() + 4 * lengthMs)
  return last.came
}
