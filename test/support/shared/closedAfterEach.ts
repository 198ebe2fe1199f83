import { afterEach } from '@jest/globals'

interface Begun {
  close(): Promise<void>
}

/**
 * Closes what a test begins when the test is over, the newest first. Call it where the tests are declared. A test hands what
 * it begins to the function that this answers, and gets it back.
 */
export function closedAfterEach(): <One extends Begun>(begun: One) => One {
  let ending = new AsyncDisposableStack()
  afterEach(async () => {
    const ended = ending
    ending = new AsyncDisposableStack()
    await ended.disposeAsync()
  })
  return (begun) => ending.adopt(begun, (one) => one.close())
}
