/** Lambda's Cause is JSON text; its errorMessage is what a person wants to read. */
export function readableCause(cause: string): string {
  try {
    const { errorMessage } = JSON.parse(cause)
    return typeof errorMessage === 'string' ? errorMessage : cause
  } catch {
    return cause // not every cause is Lambda's: a Fail state has a sentence
  }
}
