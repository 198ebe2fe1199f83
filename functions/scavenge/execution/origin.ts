import { InvalidInput } from '../errors.ts'

/** What an execution goes on from; both undefined for one that begins at the table's start. */
interface Origin {
  readonly token: string | undefined
  readonly continueFrom: string | undefined
}

/** Throws InvalidInput where two origins are given. */
export function checkOneOrigin({ token, continueFrom }: Origin): void {
  if (token === undefined || continueFrom === undefined) return
  throw new InvalidInput(
    'execution input: continueFrom: expected no continuationToken beside it, found one: Begin finds the token of the ' +
      'execution that continueFrom names; leave one of them out',
  )
}

/** Throws InvalidInput where an estimate is asked for beside what only a pass can do. */
export function checkEstimate(
  { estimate, dryRun }: { readonly estimate: boolean; readonly dryRun: boolean },
  { token, continueFrom }: Origin,
): void {
  if (!estimate || (!dryRun && token === undefined && continueFrom === undefined)) return
  const origin = token === undefined ? 'continueFrom' : 'a continuationToken'
  const beside = dryRun ? 'dryRun' : origin
  throw new InvalidInput(
    `execution input: estimate: expected neither dryRun nor a continuationToken beside it, found ${beside}: ` +
      'an estimate starts no pass; leave one of them out',
  )
}
