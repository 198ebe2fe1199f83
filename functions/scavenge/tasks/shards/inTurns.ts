/** How many are asked for at the same time. */
const AT_ONCE = 5

/** The answers of all, a few at a time. Once one fails, no further one is asked for. */
export async function inTurns<Asked, Answer>(
  all: readonly Asked[],
  ask: (one: Asked) => Promise<Answer>,
): Promise<readonly Answer[]> {
  const answers: Answer[] = []
  for (let at = 0; at < all.length; at += AT_ONCE) {
    const some = all.slice(at, at + AT_ONCE).map(ask)
    await Promise.allSettled(some) // so that none is left running
    answers.push(...(await Promise.all(some)))
  }
  return answers
}
