/**
 * Asks about each of `all` in their order, `atOnce` at a time, and resolves to the answers in that order. After an
 * error no other is begun; it rejects with the first error once those begun have ended.
 */
export async function inTurns<Asked, Answer>(
  all: readonly Asked[],
  atOnce: number,
  ask: (one: Asked) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  const left = [...all.entries()].reverse()
  const turn = async () => {
    try {
      for (let next = left.pop(); next !== undefined; next = left.pop()) {
        const [at, one] = next
        answers[at] = await ask(one)
      }
    } catch (error) {
      left.length = 0
      throw error
    }
  }
  const ended = await Promise.allSettled(Array.from({ length: atOnce }, turn))
  for (const end of ended) if (end.status === 'rejected') throw end.reason
  return answers
}
