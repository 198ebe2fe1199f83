import { expect } from '@jest/globals'

/** What the error says by which something is refused. */
export function refusalOf(error: new (message: string) => Error, refused: () => unknown): string {
  try {
    refused()
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(error)
    return String(thrown)
  }
  throw new Error('expected a refusal, found none')
}
