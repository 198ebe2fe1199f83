import type { Malformed } from './malformed.ts'

const START = '2026-01-02T03:04:05.678Z'
const ALLOWED =
  'dryRun, olderThan, totalSegments, readers, deleters, maxWriteUnitsPerSecond, maxReadUnitsPerSecond, shards, shardsAtOnce, shard, cutoff, parent, caps, guards, values, force, confirm, estimate, continuationToken, continueFrom'
const A_MAP = `the whole: expected a map of: ${ALLOWED}, found`
const BY_HAND = 'the function is invoked by the state machine, never by hand: event:'

/** An event as the state machine sends it, with the input that a person typed. */
export function event(input: unknown, change: object = {}) {
  return {
    input,
    pass: { status: 'start', continuationToken: null },
    execution: { id: 'arn:aws:states:eu-central-1:123456789012:execution:workers:1', startTime: START },
    retryCount: 0,
    ...change,
  }
}

function pass(continuationToken: unknown, status: unknown = 'continue') {
  return event({}, { pass: { status, continuationToken } })
}

function execution(change: object) {
  return event({}, { execution: { id: 'x', startTime: START, ...change } })
}

/** What a person types: each ends as InvalidInput before anything is read. */
const INPUTS: readonly (readonly [what: string, input: unknown, says: string])[] = [
  ['another table', { table: 'others' }, `table: unknown; allowed are ${ALLOWED}`],
  ['another filter', { filter: { expression: '#a = :x' } }, 'filter: unknown'],
  ['an age of its own', { age: { olderThan: '1h' } }, 'age: unknown'],
  ['a field in another case', { dryrun: true }, 'dryrun: unknown'],
  ['a field with a space', { 'dryRun ': true }, 'dryRun : unknown'],
  ['a field of the rule that no input has', { burstSeconds: 30 }, 'burstSeconds: unknown'],
  ['a window', { window: { from: '22:00', to: '06:00' } }, 'window: unknown'],
  ['replicas', { replicas: 'accepted' }, 'replicas: unknown'],
  ['a prototype', JSON.parse('{"__proto__": {}}'), '__proto__: unknown'],
  ['the event in the input', { input: {} }, 'input: unknown'],
  ['a field without a name', { '': 1 }, 'unknown; allowed are'],
  ['dryRun as a text', { dryRun: 'true' }, 'dryRun: expected true or false, found "true"'],
  ['dryRun as a number', { dryRun: 1 }, 'dryRun: expected true or false, found 1'],
  ['dryRun as null', { dryRun: null }, 'dryRun: expected true or false, found null'],
  ['dryRun as a list', { dryRun: [true] }, 'dryRun: expected true or false, found a list of 1'],
  ['force as a number', { force: 1 }, 'force: expected true or false, found 1'],
  ['force as a text', { force: 'yes' }, 'force: expected true or false, found "yes"'],
  ['estimate as a text', { estimate: 'true' }, 'estimate: expected true or false, found "true"'],
  [
    'an estimate of a dry run',
    { estimate: true, dryRun: true },
    'estimate: expected neither dryRun nor a continuationToken beside it, found dryRun',
  ],
  [
    'an estimate from a token',
    { estimate: true, continuationToken: 'sc1.x' },
    'estimate: expected neither dryRun nor a continuationToken beside it, found a continuationToken',
  ],
  ['olderThan as a number', { olderThan: 48 }, 'olderThan: expected a whole number from 1 and one of m, h, d'],
  ['olderThan as null', { olderThan: null }, 'such as "48h", up to 100 years, found null'],
  ['olderThan of 0h', { olderThan: '0h' }, 'found "0h"'],
  ['olderThan with a leading 0', { olderThan: '048h' }, 'found "048h"'],
  ['olderThan below zero', { olderThan: '-48h' }, 'found "-48h"'],
  ['olderThan with a fraction', { olderThan: '49.5h' }, 'found "49.5h"'],
  ['olderThan with an exponent', { olderThan: '1e3h' }, 'found "1e3h"'],
  ['olderThan without a unit', { olderThan: '48' }, 'found "48"'],
  ['olderThan in weeks', { olderThan: '3w' }, 'found "3w"'],
  ['olderThan in two units', { olderThan: '2d1h' }, 'found "2d1h"'],
  ['olderThan with a capital unit', { olderThan: '72H' }, 'found "72H"'],
  ['olderThan with a space', { olderThan: '72 h' }, 'found "72 h"'],
  ['olderThan with a line end', { olderThan: '72h\n' }, String.raw`found "72h\n"`],
  ['olderThan in digits of another script', { olderThan: '٧٢h' }, 'found "٧٢h"'],
  ['olderThan beyond 100 years', { olderThan: '36526d' }, 'found "36526d"'],
  ['olderThan shorter than the rule', { olderThan: '47h' }, `expected at least the rule's 48h, found "47h"`],
  ['olderThan a minute shorter than the rule', { olderThan: '2879m' }, `expected at least the rule's 48h`],
  ['no segments', { totalSegments: 0 }, 'totalSegments: expected a whole number from 1 to 1000000, found 0'],
  ['a segment too many', { totalSegments: 1_000_001 }, 'found 1000001'],
  ['segments below zero', { totalSegments: -1 }, 'found -1'],
  ['half a segment', { totalSegments: 0.5 }, 'found 0.5'],
  ['segments as a text', { totalSegments: '40' }, 'found "40"'],
  ['no readers', { readers: 0 }, 'readers: expected a whole number from 1 to 40, found 0'],
  ['a reader too many', { readers: 41 }, 'readers: expected a whole number from 1 to 40, found 41'],
  ['readers as null', { readers: null }, 'readers: expected a whole number from 1 to 40, found null'],
  ['no deleters', { deleters: 0 }, 'deleters: expected a whole number from 1 to 500, found 0'],
  ['a deleter too many', { deleters: 501 }, 'found 501'],
  ['deleters as a list', { deleters: [1] }, 'found a list of 1'],
  ['deleters as a map', { deleters: { max: 1 } }, 'found a map'],
  ['no write units', { maxWriteUnitsPerSecond: 0 }, 'expected a number from 1 to 1000000, found 0'],
  ['write units as a text', { maxWriteUnitsPerSecond: '5' }, 'maxWriteUnitsPerSecond: expected a number from 1'],
  ['too many write units', { maxWriteUnitsPerSecond: 1_000_001 }, 'found 1000001'],
  ['half a read unit', { maxReadUnitsPerSecond: 0.5 }, 'maxReadUnitsPerSecond: expected a number from 1'],
  ['read units that are no number', { maxReadUnitsPerSecond: Number.NaN }, 'found NaN'],
  [
    'a token as a number',
    { continuationToken: 424242 },
    'continuationToken: expected a string or null, found a number',
  ],
  ['a token in a list', { continuationToken: ['424242'] }, 'expected a string or null, found a list of 1'],
  ['a token in a map', { continuationToken: { '424242': 1 } }, 'expected a string or null, found a map'],
  ['a token as true', { continuationToken: true }, 'expected a string or null, found a boolean'],
  ['a list in place of an input', [], `${A_MAP} a list of 0`],
  ['null in place of an input', null, `${A_MAP} null`],
  ['nothing in place of an input', undefined, `${A_MAP} nothing`],
  ['JSON in a text in place of an input', '{"dryRun": true}', `${A_MAP} a string of 16 characters`],
  ['a number in place of an input', 5, `${A_MAP} a number`],
  ['true in place of an input', true, `${A_MAP} a boolean`],
]

/** What the state machine never sends: somebody invoked the function by hand, or its definition is another. */
const ENVELOPES: readonly (readonly [what: string, event: unknown, says: string])[] = [
  ['nothing', undefined, `${BY_HAND} the whole: expected the event that the state machine sends, found nothing`],
  ['null', null, `${BY_HAND} the whole: expected the event`],
  ['a text', 'start', `${BY_HAND} the whole: expected the event`],
  ['a list', [event({})], `${BY_HAND} the whole: expected the event`],
  ["a person's own input", { dryRun: true }, 'event: execution: expected a map of id and startTime'],
  ['no execution', event({}, { execution: undefined }), 'event: execution: expected'],
  ['an execution as a text', event({}, { execution: 'arn:aws:states:::x' }), 'event: execution: expected'],
  ['an execution without an id', execution({ id: '' }), "event: execution.id: expected the execution's id"],
  ['an execution with a number for an id', execution({ id: 7 }), 'event: execution.id: expected'],
  ['no start', execution({ startTime: undefined }), 'event: execution.startTime: expected an RFC 3339 time'],
  ['a start in words', execution({ startTime: 'now' }), 'execution.startTime: expected an RFC 3339 time, found "now"'],
  ['a start as a number', execution({ startTime: 1_767_323_045 }), 'execution.startTime: expected'],
  ['a start without a zone', execution({ startTime: '2026-01-02T03:04:05' }), 'execution.startTime: expected'],
  ['a start on February 30', execution({ startTime: '2026-02-30T03:04:05Z' }), 'execution.startTime: expected'],
  ['no retry count', event({}, { retryCount: undefined }), 'event: retryCount: expected a whole number from 0'],
  ['a retry count below zero', event({}, { retryCount: -1 }), 'event: retryCount: expected'],
  ['a retry count as a text', event({}, { retryCount: '0' }), 'event: retryCount: expected'],
  ['half a retry', event({}, { retryCount: 0.5 }), 'event: retryCount: expected'],
  ['endless retries', event({}, { retryCount: Number.POSITIVE_INFINITY }), 'event: retryCount: expected'],
  ['no pass', event({}, { pass: undefined }), 'event: pass: expected a map of status and continuationToken'],
  ['a pass of null', event({}, { pass: null }), 'event: pass: expected'],
  [
    'another status',
    pass(null, 'complete'),
    'event: pass.status: expected "begin", "start" or "continue", found "complete"',
  ],
  [
    'no status',
    event({}, { pass: { continuationToken: null } }),
    'event: pass.status: expected "begin", "start" or "continue"',
  ],
  ['a pass without a token field', event({}, { pass: { status: 'start' } }), 'event: pass.continuationToken: expected'],
  ['to go on with a token of null', pass(null), 'event: pass.continuationToken: expected a string, found null'],
  ['to go on without a token', pass(undefined), 'event: pass.continuationToken: expected a string, found nothing'],
  ['to go on with a number', pass(424242), 'event: pass.continuationToken: expected a string, found a number'],
  ['to begin with a number', pass(424242, 'start'), 'execution input: continuationToken: expected a string or null'],
  ['to begin with a list', pass(['424242'], 'start'), 'found a list of 1'],
  ['to begin with a map', pass({ '424242': 1 }, 'start'), 'found a map'],
  ['to begin with true', pass(true, 'start'), 'found a boolean'],
]

export const EVENTS: readonly Malformed<unknown>[] = [
  ...INPUTS.map(([what, input, says]) => ({
    what: `input: ${what}`,
    given: event(input),
    error: 'InvalidInput',
    says,
  })),
  ...ENVELOPES.map(([what, given, says]) => ({ what: `event: ${what}`, given, error: 'InvalidInput', says })),
]
