/** Tries through a network that loses answers. */
const TRIES = 10

/**
 * What confirms the executions of a function: the code that it says itself where it is asked without one, as a person
 * finds it. Nothing where it says none, as for a table that does not exist. `invoke`: the function, with its rule.
 * `values`: those that the rule's filter leaves to the start.
 */
export async function confirmation(
  invoke: (event: object) => Promise<unknown>,
  values?: unknown,
): Promise<{ readonly confirm?: string }> {
  const event = {
    input: values === undefined ? {} : { values },
    pass: { status: 'start', continuationToken: null },
    execution: { id: 'asked for its code', startTime: '2026-01-01T00:00:00Z' },
    retryCount: 0,
  }
  for (let left = TRIES; left > 0; left--) {
    const ended: unknown = await invoke(event).catch((error: unknown) => error)
    const code = codeIn(ended)
    if (code !== undefined) return { confirm: code }
    if (!(ended instanceof Error) || ended.name !== 'RequestFailed') break
  }
  return {}
}

/** The code in the message of an execution that ended as Unconfirmed; undefined for anything else. */
function codeIn(error: unknown): string | undefined {
  if (!(error instanceof Error) || error.name !== 'Unconfirmed') return undefined
  return /The confirmation code is ([a-z0-9]{10}):/.exec(error.message)?.[1]
}
