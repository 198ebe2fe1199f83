/**
 * What `ask` answers for each of `all`, in their order, of which `atOnce` are asked at a time, begun in their order too.
 * After an error none is begun; rejects by the first, when all have ended.
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
