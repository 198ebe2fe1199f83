import type { AttributeValue } from '@aws-sdk/client-dynamodb'
import type { AgeFormat } from '../../../functions/scavenge/age/formats/ageFormat.ts'

/** An item whose age can't be used, in one format, and as what it is counted. */
export interface MalformedItem {
  readonly what: string
  readonly format: AgeFormat
  readonly value: AttributeValue | undefined
  readonly reason: 'undatedMissing' | 'undatedType' | 'undatedUnreadable' | 'undatedImplausible'
}

const FORMATS: readonly AgeFormat[] = ['rfc3339', 'epochSeconds', 'epochMilliseconds']

const OF_ANOTHER_TYPE: readonly AttributeValue[] = [
  { NULL: true },
  { BOOL: true },
  { L: [{ S: '2024-01-02T03:04:05Z' }] },
  { M: {} },
  { SS: ['2024-01-02T03:04:05Z'] },
  { NS: ['1700000000'] },
  { BS: [new Uint8Array([1])] },
  { B: new Uint8Array([1]) },
]

const UNREADABLE_RFC3339: readonly (readonly [text: string, what: string])[] = [
  ['', 'empty'],
  ['2024-01-02', 'no time'],
  ['2024-01-02T03:04:05', 'no zone'],
  ['2024-01-02T03:04:05.000', 'no zone after a fraction'],
  ['2024-01-02 03:04:05Z', 'a space'],
  [' 2024-01-02T03:04:05Z', 'a leading space'],
  ['2024-01-02T03:04:05Z\n', 'a line end'],
  ['2024-01-02T03:04Z', 'no seconds'],
  ['2024-01-02T03:04:05.Z', 'an empty fraction'],
  ['2024-01-02T03:04:05,5Z', 'a comma'],
  ['2024-01-02T03:04:05+0530', 'a zone without its colon'],
  ['2024-01-02T03:04:05+05', 'a zone without minutes'],
  ['2024-01-02T03:04:05+24:00', 'a zone of 24 hours'],
  ['2024-01-02T03:04:05+05:60', 'a zone of 60 minutes'],
  ['2024-01-02T03:04:05 +05:00', 'a space before the zone'],
  ['2024-01-02T03:04:05UTC', "a zone's name"],
  ['2024-02-30T00:00:00Z', 'the 30th of February'],
  ['2023-02-29T00:00:00Z', 'the 29th of February in a common year'],
  ['2100-02-29T00:00:00Z', 'the 29th of February in a common century'],
  ['2024-04-31T00:00:00Z', 'the 31st of April'],
  ['2024-13-01T00:00:00Z', 'month 13'],
  ['2024-00-01T00:00:00Z', 'month 0'],
  ['2024-01-00T00:00:00Z', 'day 0'],
  ['2024-01-32T00:00:00Z', 'day 32'],
  ['2024-01-02T24:00:00Z', 'hour 24'],
  ['2024-01-02T03:60:00Z', 'minute 60'],
  ['2024-01-02T03:04:60Z', 'second 60 in a common minute'],
  ['2016-12-30T23:59:60Z', 'second 60 on another day'],
  ['2016-03-31T23:59:60Z', 'second 60 in March'],
  ['2016-12-31T23:59:60+01:00', 'second 60 that is not midnight in UTC'],
  ['2017-01-01T05:59:60Z', 'second 60 in a morning'],
  ['2017-01-14T23:59:60Z', 'second 60 within January'],
  ['2024-06-30T23:59:61Z', 'second 61'],
  ['24-01-02T03:04:05Z', 'a year of two digits'],
  ['+002024-01-02T03:04:05Z', 'a year with a sign'],
  ['1704164645', 'a number'],
  ['Tue, 02 Jan 2024 03:04:05 GMT', 'what Date.parse tolerates'],
  ['٢٠٢٤-01-02T03:04:05Z', 'digits of another script'],
]

const IMPLAUSIBLE_RFC3339: readonly (readonly [text: string, what: string])[] = [
  ['0001-01-01T00:00:00Z', 'the unset time of Go'],
  ['0000-02-29T00:00:00Z', 'year 0'],
  ['1970-01-01T00:00:00Z', 'the unset time of Unix'],
  ['2001-09-09T01:46:39.9999Z', 'just before the earliest'],
  ['9999-12-31T23:59:59.9999Z', 'just after the latest, by its fraction'],
  ['9999-12-31T23:59:59-00:01', 'just after the latest, by its zone'],
  ['9999-12-31T23:59:60Z', 'just after the latest, by its leap second'],
]

const UNREADABLE_EPOCH: readonly (readonly [text: string, what: string])[] = [
  ['', 'empty'],
  [' ', 'a space'],
  [' 1700000000', 'a leading space'],
  ['1700000000 ', 'a space after it'],
  ['1700000000\n', 'a line end'],
  ['+1700000000', 'a sign'],
  ['01700000000', 'a leading 0'],
  ['0x6553f100', 'hex digits'],
  ['1700000000.', 'a point without a fraction'],
  ['.5e10', 'a fraction alone'],
  ['1_700_000_000', 'underscores'],
  ['1,700,000,000', 'commas'],
  ['1,7e9', 'a comma for a point'],
  ['(700000000', 'a bracket'],
  ['1e', 'an exponent without digits'],
  ['1e5.5', 'an exponent with a fraction'],
  ['--1', 'two signs'],
  ['NaN', 'no number'],
  ['Infinity', 'no end'],
  ['2024-01-02T03:04:05Z', 'a date'],
  ['١٧٠٠٠٠٠٠٠٠', 'digits of another script'],
]

const IMPLAUSIBLE_EPOCH: readonly (readonly [format: AgeFormat, text: string, what: string])[] = [
  ['epochSeconds', '0', 'unset'],
  ['epochSeconds', '-0.0e5', 'unset, in another writing'],
  ['epochSeconds', '-62135596800', 'year 1'],
  ['epochSeconds', '999999999.9999', 'just before the earliest'],
  ['epochSeconds', '253402300799.9991', 'just after the latest'],
  ['epochSeconds', '1700000000000', 'milliseconds where seconds are due'],
  ['epochMilliseconds', '0', 'unset'],
  ['epochMilliseconds', '-1700000000000', 'below zero'],
  ['epochMilliseconds', '1700000000', 'seconds where milliseconds are due'],
  ['epochMilliseconds', '999999999999.9', 'just before the earliest'],
  ['epochMilliseconds', '253402300799999.1', 'just after the latest'],
  ['epochSeconds', '17000000000000e-18', 'a fraction whose digits would do'],
  ['epochSeconds', '1e400', 'beyond a double'],
  ['epochSeconds', '1e-400', 'next to nothing'],
  ['epochSeconds', `1e${'9'.repeat(400)}`, 'an absurd exponent'],
  ['epochSeconds', `1e-${'9'.repeat(400)}`, 'an absurd exponent below zero'],
  ['epochSeconds', '9'.repeat(400), 'an absurd length'],
]

export const ITEMS: readonly MalformedItem[] = [
  ...FORMATS.map((format) => ({
    what: `${format}: none`,
    format,
    value: undefined,
    reason: 'undatedMissing' as const,
  })),
  ...FORMATS.flatMap((format) =>
    OF_ANOTHER_TYPE.map((value) => ({
      what: `${format}: ${JSON.stringify(value)}`,
      format,
      value,
      reason: 'undatedType' as const,
    })),
  ),
  { what: 'rfc3339: a number', format: 'rfc3339', value: { N: '1700000000' }, reason: 'undatedType' },
  ...UNREADABLE_RFC3339.map(([text, what]) => row('rfc3339', text, what, 'undatedUnreadable')),
  ...IMPLAUSIBLE_RFC3339.map(([text, what]) => row('rfc3339', text, what, 'undatedImplausible')),
  ...UNREADABLE_EPOCH.map(([text, what]) => row('epochSeconds', text, what, 'undatedUnreadable')),
  ...IMPLAUSIBLE_EPOCH.map(([format, text, what]) => row(format, text, what, 'undatedImplausible')),
  ...IMPLAUSIBLE_EPOCH.filter(([, text]) => Math.abs(Math.log10(Math.abs(Number(text)))) < 126).map(
    ([format, N, what]): MalformedItem => ({
      what: `${format}: ${what}, as a number`,
      format,
      value: { N },
      reason: 'undatedImplausible',
    }),
  ),
]

function row(format: AgeFormat, text: string, what: string, reason: MalformedItem['reason']): MalformedItem {
  return { what: `${format}: ${what}`, format, value: { S: text }, reason }
}
