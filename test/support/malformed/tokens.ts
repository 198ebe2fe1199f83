import { createHash } from 'node:crypto'
import { confirmationCode } from '../../../functions/scavenge/confirmation/confirmationCode.ts'
import { formerFingerprint } from '../../../functions/scavenge/confirmation/formerFingerprint.ts'
import { NO_COUNTS } from '../../../functions/scavenge/progress/ledger.ts'
import { parseRule } from '../../../functions/scavenge/rule/rule.ts'
import type { TableDescription } from '../../../functions/scavenge/table/table.ts'
import { event } from './events.ts'
import type { Malformed } from './malformed.ts'
import { RULE } from './rules.ts'

/** The table and the rule that the tokens are malformed for. */
export const TABLE: TableDescription = {
  name: 'workers',
  identity: 'table-1',
  arn: 'arn:aws:dynamodb:eu-central-1:123456789012:table/workers',
  key: [{ name: 'ID', type: 'S' }],
}
const PARSED = parseRule(RULE, { file: 'rules/workers.yml', name: 'workers' })
/** Confirmed, so that what is malformed is what ends it. */
export const TOKENS_RULE = { ...PARSED, confirmed: confirmationCode(PARSED, TABLE) }

/** The start of the events’ execution, minus the 48h of the rule. */
export const CUTOFF_MS = Date.UTC(2025, 11, 31, 3, 4, 5, 678)

export const HEADER = {
  table: TABLE.identity,
  code: TOKENS_RULE.confirmed,
  dryRun: false,
  olderThanMs: 172_800_000,
  cutoffMs: CUTOFF_MS,
  totalSegments: 40,
  cursor: 7,
  open: [[32, [3]]],
  counts: NO_COUNTS,
  stalledMs: 0,
}
const KEYS = 'key'

const { code: _, ...REST } = HEADER
/** The header of a token of version sc1. */
export const FORMER_HEADER = { ...REST, rule: formerFingerprint(TOKENS_RULE) }

/** A token with a checksum that matches, whatever it holds: the checksum is no secret. */
export function token(header: unknown, keys = KEYS, version = 'sc2'): string {
  const json = Buffer.from(typeof header === 'string' ? header : JSON.stringify(header))
  const length = Buffer.alloc(4)
  length.writeUInt32BE(json.length)
  return signed(Buffer.concat([length, json, Buffer.from(keys)]), version)
}

function signed(payload: Buffer, version = 'sc2'): string {
  const checksum = createHash('sha256').update(version).update(payload).digest().subarray(0, 12)
  return `${version}.${Buffer.concat([checksum, payload]).toString('base64url')}`
}

export const WELL_FORMED = token(HEADER)

const VERSION = 'expected version sc2, found'
const CHECKSUM = 'expected a checksum that matches'
const BASE64URL = 'expected base64url after the version'
const OTHER_FORM = 'expected a header of version sc2, found another form'
const OTHER_FORMER_FORM = 'expected a header of version sc1, found another form'
const SEGMENTS = 'expected segments that fit together'

/** Texts that no pass ever returned. */
const TEXTS: readonly (readonly [what: string, token: string, says: string])[] = [
  ['empty', '', `${VERSION} no version of ours`],
  ['a word', 'hello', `${VERSION} no version of ours`],
  ['a version alone', 'sc2', `${VERSION} no version of ours`],
  ['a version and a dot', 'sc2.', CHECKSUM],
  ['of a later version', token(HEADER, KEYS, 'sc3'), `${VERSION} version sc3`],
  ['of a version of four digits', token(HEADER, KEYS, 'sc2026'), `${VERSION} version sc2026`],
  ['of an earlier version', token(HEADER, KEYS, 'sc0'), `${VERSION} version sc0`],
  ['of another program', token(HEADER, KEYS, 'v1'), `${VERSION} no version of ours`],
  ['of a version that goes on', token(HEADER, KEYS, 'sc10000'), `${VERSION} no version of ours`],
  ['with a version in capitals', WELL_FORMED.replace('sc2', 'SC2'), `${VERSION} no version of ours`],
  ['with another version before it', WELL_FORMED.replace('sc2', 'sc3'), `${VERSION} version sc3`],
  ['with the former version before it', WELL_FORMED.replace('sc2', 'sc1'), CHECKSUM],
  ['after a space', ` ${WELL_FORMED}`, `${VERSION} no version of ours`],
  ['in quotes', `"${WELL_FORMED}"`, `${VERSION} no version of ours`],
  ['in JSON', JSON.stringify({ continuationToken: WELL_FORMED }), `${VERSION} no version of ours`],
  ['of other characters', 'sc2.***', BASE64URL],
  ['with a line end', `${WELL_FORMED}\n`, BASE64URL],
  ['with padding', `${WELL_FORMED}=`, BASE64URL],
  ['with a space inside', `${WELL_FORMED.slice(0, 40)} ${WELL_FORMED.slice(40)}`, BASE64URL],
  ['of few bytes', 'sc2.AAAA', CHECKSUM],
  ['of as many bytes as a checksum has', `sc2.${'A'.repeat(16)}`, CHECKSUM],
  ['with a checksum and nothing else', signed(Buffer.alloc(0)), CHECKSUM],
  ['with less than a length', signed(Buffer.alloc(3)), CHECKSUM],
  ['cut in half', WELL_FORMED.slice(0, 4 + 400), CHECKSUM],
  ['with something appended', `${WELL_FORMED}AAAA`, CHECKSUM],
  ['twice', WELL_FORMED + WELL_FORMED.slice(4), BASE64URL],
  ['in small letters', WELL_FORMED.toLowerCase(), CHECKSUM],
  ['too long', `sc2.${'A'.repeat(200_000)}`, 'expected at most 200000 bytes, found 200004'],
]

/** Tokens whose checksum matches and whose content no pass wrote. */
const CONTENTS: readonly (readonly [what: string, token: string, says: string])[] = [
  ['no header', signed(Buffer.alloc(4)), OTHER_FORM],
  ['a header longer than the token', signed(Buffer.from([255, 255, 255, 255, 0x7b, 0x7d])), OTHER_FORM],
  ['a header that is no JSON', token('{table:1}'), OTHER_FORM],
  ['a list for a header', token([HEADER]), OTHER_FORM],
  ['null for a header', token(null), OTHER_FORM],
  ['no table', token({ ...HEADER, table: undefined }), OTHER_FORM],
  ['a number for a table', token({ ...HEADER, table: 1 }), OTHER_FORM],
  ['no code', token({ ...HEADER, code: undefined }), OTHER_FORM],
  ['a list for a code', token({ ...HEADER, code: [HEADER.code] }), OTHER_FORM],
  ['the former version and a code', token(HEADER, KEYS, 'sc1'), OTHER_FORMER_FORM],
  ['this version and no code but a fingerprint', token(FORMER_HEADER), OTHER_FORM],
  ['no kind', token({ ...HEADER, dryRun: undefined }), OTHER_FORM],
  ['a text for a kind', token({ ...HEADER, dryRun: 'false' }), OTHER_FORM],
  ['a negative age', token({ ...HEADER, olderThanMs: -1 }), OTHER_FORM],
  ['half a millisecond of age', token({ ...HEADER, olderThanMs: 0.5 }), OTHER_FORM],
  ['no cutoff', token({ ...HEADER, cutoffMs: undefined }), OTHER_FORM],
  ['a cutoff in words', token({ ...HEADER, cutoffMs: '2025-12-31' }), OTHER_FORM],
  ['a cutoff before any date', token({ ...HEADER, cutoffMs: -8_640_000_000_000_001 }), OTHER_FORM],
  ['a cutoff after any date', token({ ...HEADER, cutoffMs: 8_640_000_000_000_001 }), OTHER_FORM],
  ['no segments', token({ ...HEADER, totalSegments: 0 }), OTHER_FORM],
  ['a segment too many', token({ ...HEADER, totalSegments: 1_000_001 }), OTHER_FORM],
  ['half a segment', token({ ...HEADER, totalSegments: 40.5 }), OTHER_FORM],
  ['a cursor below zero', token({ ...HEADER, cursor: -1 }), OTHER_FORM],
  ['a cursor beyond the last segment', token({ ...HEADER, cursor: 65 }), SEGMENTS],
  ['a cursor that is never reached', token({ ...HEADER, cursor: Number.MAX_SAFE_INTEGER }), SEGMENTS],
  ['an open segment below zero', token({ ...HEADER, open: [[-1, [3]]] }), OTHER_FORM],
  ['an open segment that there is not', token({ ...HEADER, open: [[40, [3]]] }), SEGMENTS],
  ['an open segment that was not begun', token({ ...HEADER, open: [[1, [3]]] }), SEGMENTS],
  ['an open segment that is the next to begin', token({ ...HEADER, cursor: 8, open: [[4, [3]]] }), SEGMENTS],
  [
    'a segment open twice',
    token({
      ...HEADER,
      open: [
        [32, [3]],
        [32, []],
      ],
    }),
    SEGMENTS,
  ],
  ['open segments in a map', token({ ...HEADER, open: { 32: [3] } }), OTHER_FORM],
  ['an open segment without its key', token({ ...HEADER, open: [[32]] }), OTHER_FORM],
  ['a key of a negative length', token({ ...HEADER, open: [[32, [-3]]] }), OTHER_FORM],
  ['a key of two attributes', token({ ...HEADER, open: [[32, [1, 2]]] }), 'expected keys of this table'],
  ['a key longer than the token', token({ ...HEADER, open: [[32, [300]]] }), 'expected keys to the end'],
  ['a key that goes on', token(HEADER, 'keys'), 'expected keys to the end'],
  ['a key less than it has', token(HEADER, ''), 'expected keys to the end'],
  ['no counts', token({ ...HEADER, counts: undefined }), OTHER_FORM],
  ['a count less', token({ ...HEADER, counts: { ...NO_COUNTS, deleted: undefined } }), OTHER_FORM],
  ['a count more', token({ ...HEADER, counts: { ...NO_COUNTS, kept: 0 } }), OTHER_FORM],
  ['a negative count', token({ ...HEADER, counts: { ...NO_COUNTS, deleted: -1 } }), OTHER_FORM],
  ['a count in a text', token({ ...HEADER, counts: { ...NO_COUNTS, deleted: '1' } }), OTHER_FORM],
  ['a stall below zero', token({ ...HEADER, stalledMs: -1 }), OTHER_FORM],
  ['a page of no item', token({ ...HEADER, learned: { pageLimit: 0, deletesPerSecond: 1, slowestMs: 1 } }), OTHER_FORM],
  [
    'no deletes a second',
    token({ ...HEADER, learned: { pageLimit: 1, deletesPerSecond: 0, slowestMs: 1 } }),
    OTHER_FORM,
  ],
  [
    'a batch of negative time',
    token({ ...HEADER, learned: { pageLimit: 1, deletesPerSecond: 1, slowestMs: -1 } }),
    OTHER_FORM,
  ],
  ['caps without their moment', token({ ...HEADER, capsLeft: { writeUnits: 1 } }), OTHER_FORM],
  ['caps of half a millisecond', token({ ...HEADER, capsLeft: { atMs: 0.5 } }), OTHER_FORM],
  ['caps in a text', token({ ...HEADER, capsLeft: { atMs: 1, readUnits: '5' } }), OTHER_FORM],
  ['an unknown cap', token({ ...HEADER, capsLeft: { atMs: 1, units: 5 } }), OTHER_FORM],
  ['a shape without its count', token({ ...HEADER, shapes: [['9999']] }), OTHER_FORM],
  ['a shape of 41 characters', token({ ...HEADER, shapes: [['9'.repeat(41), 1]] }), OTHER_FORM],
  ['nine shapes', token({ ...HEADER, shapes: Array.from({ length: 9 }, () => ['9', 1]) }), OTHER_FORM],
  ['an unknown field', token({ ...HEADER, filter: '#a = :x' }), OTHER_FORM],
]

/** A token as it comes in: by a person's hand into a first pass, or from the pass before. */
export interface Coming {
  readonly token: string
  readonly input?: object
  readonly from?: 'person' | 'pass'
}

/** All of them, as they are. */
export const MADE_UP = [...TEXTS, ...CONTENTS].map(([what, text, says]) => ({
  what: `token: ${what}`,
  token: text,
  says,
}))

export const TOKENS: readonly Malformed<unknown>[] = MADE_UP.map(({ what, token: text, says }) => ({
  what,
  given: coming({ token: text }),
  error: 'InvalidContinuationToken',
  says,
}))

/** The event with which a token comes in. */
export function coming({ token, input = {}, from = 'person' }: Coming): unknown {
  return event(input, { pass: { status: from === 'person' ? 'start' : 'continue', continuationToken: token } })
}
