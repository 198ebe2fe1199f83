/** A signal that never aborts, for requests that nothing ends early. */
export const NEVER: AbortSignal = new AbortController().signal
