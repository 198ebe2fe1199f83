/** Something malformed, by a name of its own, with the error that it ends as and what the error says. */
export interface Malformed<Given> {
  readonly what: string
  readonly given: Given
  readonly error: string
  readonly says: string
}
