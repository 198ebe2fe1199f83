import { isDenial, isThrottle } from '../../functions/scavenge/request/errorCodes.ts'
import { timesInWords } from './failing.ts'

/** What to do about the codes that a pattern or a predicate takes; the first that fits counts. */
const ADVICE: readonly (readonly [(code: string) => boolean, string])[] = [
  [
    (code) => /KeyRangeThroughputExceeded/.test(code),
    'one partition is asked for more than it takes. Only the segments on it are slowed; nothing needs to be done',
  ],
  [
    (code) => /^Index\w+ProvisionedThroughputExceeded/.test(code),
    'the index uses up its provisioned capacity. Raise it, or set maxWriteUnitsPerSecond below it',
  ],
  [
    (code) => /^Table\w+ProvisionedThroughputExceeded/.test(code),
    'the provisioned capacity is used up. Raise it, or set maxWriteUnitsPerSecond or maxReadUnitsPerSecond below it',
  ],
  [
    (code) => /MaxOnDemandThroughputExceeded/.test(code),
    'the maximum that is set for on-demand throughput is reached. Raise it, or set maxWriteUnitsPerSecond below it',
  ],
  [
    (code) => /AccountLimitExceeded/.test(code),
    "the account's quota in this Region is reached. Raise it in Service Quotas, or set maxWriteUnitsPerSecond",
  ],
  [
    (code) => code === 'Throttled' || isThrottle(code),
    'waited for. Where other applications suffer from it, set maxWriteUnitsPerSecond and maxReadUnitsPerSecond',
  ],
  [
    isDenial,
    'not allowed. Grant dynamodb:Scan, PartiQLDelete, DeleteItem and GetItem on the table, for all of its keys',
  ],
  [
    (code) => /^(Internal|ServiceUnavailable|ServiceError)/.test(code) || /^5\d\d$/.test(code),
    'the server fails. The requests are tried again; on AWS see the AWS Health Dashboard, else the engine’s own log',
  ],
  [
    (code) => /^(TimedOut|TimeoutError|ETIMEDOUT)$/.test(code),
    'no answer in time. Check the network to DynamoDB (in a VPC its gateway endpoint) and the load of a local engine',
  ],
  [
    (code) => /^(E[A-Z_]+|ERR_|CERT_|UNABLE_|SELF_SIGNED|DEPTH_)/.test(code),
    'the connection fails. Check the endpoint, its certificate, the network and DNS',
  ],
  [
    (code) => /^(SyntaxError|Unknown)/.test(code),
    'the answer is not DynamoDB’s. Check what answers at the endpoint: a proxy may answer in its place',
  ],
  [
    (code) => code === 'NoOutcome',
    'the answer leaves deletes out. They are tried again; an emulator that does this often cannot be relied on',
  ],
  [(code) => code === 'Aborted', 'given up at the end of a pass. The next pass sends it again'],
  [
    (code) => /TransactionConflict|ReplicatedWriteConflict/.test(code),
    'another writer held the items. They are tried again',
  ],
  [
    (code) => /^(ValidationE|ItemCollectionSizeLimitExceeded|DuplicateItem)/.test(code),
    'refused for these items, which count as failed. A new execution tries them again; if it lasts, report it',
  ],
]

const UNKNOWN_CODE = 'not a code that this program knows. The requests are tried again; look it up if it lasts'

/** What to do about requests that fail with this code, or are throttled for this reason, in a sentence or two. */
export function adviceOn(code: string): string {
  return ADVICE.find(([fits]) => fits(code))?.[1] ?? UNKNOWN_CODE
}

/** The lines of the report about failed requests, the most frequent code first; none where nothing failed. */
export function troubleLines(trouble: Readonly<Record<string, number>>): readonly string[] {
  const codes = Object.entries(trouble).sort(([, a], [, b]) => b - a)
  if (codes.length === 0) return []
  return [
    'Requests failed in the passes shown here (trouble):',
    ...codes.map(([code, times]) => `  ${code}, ${timesInWords(times)}: ${adviceOn(code)}.`),
  ]
}
