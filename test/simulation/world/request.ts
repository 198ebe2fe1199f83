import { RequestFailed } from '../../../functions/scavenge/request/failed.ts'
import type { SimulatedProcess } from './process.ts'
import type { World } from './world.ts'

interface Request<Answer> {
  readonly signal: AbortSignal
  /** What the table does when the request arrives; a second part, apart in time. The last one's answer counts. */
  readonly work: readonly [() => Answer] | readonly [() => Answer, () => Answer]
  /** Called the moment the engine hears the answer. */
  readonly heard: (answer: Answer) => void
  /** Called when nothing of the request comes any more, whatever its end. */
  readonly over: () => void
}

/** A request on its way: it arrives, the table works, the answer comes back, and each of them may go wrong. */
export function sendRequest<Answer>(
  { clock, faults, random, latencyMs, abortsAnswer }: World,
  process: SimulatedProcess,
  { signal, work, heard, over }: Request<Answer>,
): Promise<Answer> {
  const { lengthMs } = process
  const latency = latencyMs * (0.3 + random.exponential(1))
  const late = faults.strikes('lateWork') ? lengthMs * faults.random('lateWork').magnitude(0.01, 2) : 0
  const slow = faults.strikes('slowAnswer') ? lengthMs * faults.random('slowAnswer').magnitude(0.01, 1) : 0
  const resetBefore = faults.strikes('resetBefore')
  const resetAfter = faults.strikes('resetAfter')
  const internal = faults.strikes('internalError')
  const silence = faults.strikes('silence')
  const works = !resetBefore && !((internal || silence) && random.chance(0.5))
  const dropped = random.chance(0.5)

  return new Promise<Answer>((resolve, reject) => {
    let open = true
    const close = () => {
      open = false
      signal.removeEventListener('abort', aborted)
      over()
    }
    const aborted = () => {
      if (!open || !process.alive) return
      close()
      if (dropped) arrival.cancelled = true
      if (abortsAnswer) reject(new RequestFailed('Aborted'))
    }
    const answer = (deliver: () => void): void => {
      const come = (): 'quiet' | undefined => {
        if (!open || !process.alive) return 'quiet'
        close()
        deliver()
        return undefined
      }
      if (silence) return
      clock.at(process.awake(clock.monotonicMs() + latency / 2 + slow), come)
    }
    const finish = (result: Answer) => {
      if (resetAfter) return answer(() => reject(new RequestFailed('ECONNRESET')))
      if (internal) return answer(() => reject(new RequestFailed('InternalServerError')))
      return answer(() => {
        heard(result)
        resolve(result)
      })
    }
    const arrival = clock.at(clock.monotonicMs() + latency / 2 + late, () => {
      if (!process.alive && dropped) return 'quiet'
      if (!works) {
        answer(() => reject(new RequestFailed(resetBefore ? 'ECONNRESET' : 'InternalServerError')))
        return 'quiet'
      }
      const [first, second] = work
      try {
        const result = first()
        if (second === undefined) finish(result)
        else
          clock.at(clock.monotonicMs() + latency, () => {
            finish(second())
            return 'quiet'
          })
      } catch (error) {
        answer(() => reject(error))
      }
      return 'quiet'
    })
    signal.addEventListener('abort', aborted, { once: true })
  })
}
