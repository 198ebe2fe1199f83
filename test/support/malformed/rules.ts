import { workersRule } from '../rules/workersRule.ts'
import type { Malformed } from './malformed.ts'

/** A well-formed rule, of which each row changes a field. */
export const RULE = workersRule('workers')
export const { filter: FILTER } = RULE
const { age: AGE } = RULE

const KEY = 'arn:aws:kms:eu-central-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab'

/** A field of the rule, or the rule as a whole, that is not what it must be. */
const FIELDS: readonly (readonly [what: string, change: object, says: string])[] = [
  [
    'no table',
    { table: undefined },
    'table: expected a table name, 3 to 255 of a-z, A-Z, 0-9, "_", "." and "-", found nothing',
  ],
  ['a table of two characters', { table: 'ab' }, 'table: expected a table name'],
  ['a table of 256 characters', { table: 'a'.repeat(256) }, 'found a string of 256 characters'],
  ['a table with a space', { table: 'my table' }, 'found "my table"'],
  ['a table by its ARN', { table: 'arn:aws:dynamodb:::table/x' }, 'table: expected a table name'],
  ['a table as a number', { table: 123 }, 'table: expected a table name'],
  ['no filter', { filter: undefined }, 'filter: expected a map of: expression, names, values, found nothing'],
  ['a filter as a text', { filter: '#a = :x' }, 'filter: expected a map of: expression, names, values'],
  [
    'no names',
    { filter: { ...FILTER, names: undefined } },
    'filter.names: expected a map of #name to attribute, found nothing',
  ],
  [
    'names in a list',
    { filter: { ...FILTER, names: ['Completed'] } },
    'filter.names: expected a map of #name to attribute',
  ],
  ['values in a list', { filter: { ...FILTER, values: [1] } }, 'filter.values: expected a map of :value to a scalar'],
  [
    'an empty attribute',
    { filter: { ...FILTER, names: { '#completed': '' } } },
    `filter.names.#completed: expected an attribute's name, found ""`,
  ],
  [
    'an attribute that no item can hold',
    { filter: { ...FILTER, names: { '#completed': '__proto__' } } },
    "expected an attribute's name",
  ],
  [
    'an expression as a number',
    { filter: { ...FILTER, expression: 1 } },
    'filter.expression: expected a FilterExpression',
  ],
  [
    'an unknown field of the filter',
    { filter: { ...FILTER, type: 'x' } },
    'filter.type: unknown; allowed are expression, names, values',
  ],
  [
    'no age',
    { age: undefined },
    'age: expected a map of: attribute, attributes, format, zone, between, olderThan, or none, found nothing',
  ],
  ['an age without an attribute', { age: { ...AGE, attribute: '' } }, "age.attribute: expected an attribute's name"],
  [
    'an age without olderThan',
    { age: { ...AGE, olderThan: undefined } },
    'age.olderThan: expected a whole number from 1',
  ],
  ['olderThan of 0h', { age: { ...AGE, olderThan: '0h' } }, 'found "0h"'],
  ['olderThan without a unit', { age: { ...AGE, olderThan: '48' } }, 'found "48"'],
  ['olderThan as a number', { age: { ...AGE, olderThan: 48 } }, 'such as "48h", up to 100 years, found 48'],
  ['olderThan beyond 100 years', { age: { ...AGE, olderThan: '36526d' } }, 'found "36526d"'],
  [
    'another format',
    { age: { ...AGE, format: 'iso' } },
    'age.format: expected rfc3339, iso8601, epochSeconds, epochMilliseconds, epochMicroseconds, epochNanoseconds, epochDays, epoch, ulid, ksuid, uuidv7, uuidv1 or objectId, found "iso"',
  ],
  ['a format in another case', { age: { ...AGE, format: 'RFC3339' } }, 'age.format: expected rfc3339'],
  [
    'an unknown field of the age',
    { age: { ...AGE, timezone: 'Z' } },
    'age.timezone: unknown; allowed are attribute, attributes, format',
  ],
  ['no segments', { totalSegments: 0 }, 'totalSegments: expected a whole number from 1 to 1000000, found 0'],
  ['a segment too many', { totalSegments: 1_000_001 }, 'found 1000001'],
  ['half a reader', { readers: 1.5 }, 'readers: expected a whole number from 1 to 40, found 1.5'],
  ['a reader too many', { readers: 41 }, 'found 41'],
  ['a deleter too many', { deleters: 501 }, 'deleters: expected a whole number from 1 to 500, found 501'],
  ['deleters as a text', { deleters: '10' }, 'found "10"'],
  [
    'half a write unit',
    { maxWriteUnitsPerSecond: 0.5 },
    'maxWriteUnitsPerSecond: expected a number from 1 to 1000000, found 0.5',
  ],
  ['write units without a bound', { maxWriteUnitsPerSecond: 'none' }, 'to 1000000 or "unlimited", found "none"'],
  ['endless read units', { maxReadUnitsPerSecond: Number.POSITIVE_INFINITY }, 'found Infinity'],
  ['a burst of 301 seconds', { burstSeconds: 301 }, 'burstSeconds: expected a whole number from 1 to 300, found 301'],
  ['a window as a text', { window: '22:00-06:00' }, 'window: expected a map of: from, to, timezone'],
  ['a window without an end', { window: { from: '22:00' } }, 'window.to: expected a time of day such as "22:00"'],
  [
    'a window of minutes, as YAML 1.1 reads 22:00',
    { window: { from: 1_320, to: '06:00' } },
    'window.from: expected a time of day such as "22:00", in quotes, found 1320',
  ],
  ['a window from 24:00 on', { window: { from: '24:00', to: '06:00' } }, 'found "24:00"'],
  ['a window without length', { window: { from: '06:00', to: '06:00' } }, 'window: expected two different times'],
  [
    'a window in no zone',
    { window: { from: '22:00', to: '06:00', timezone: 'CET+1' } },
    'window.timezone: expected a time zone such as Europe/Berlin',
  ],
  ['an index without a name', { index: '' }, 'index: expected the name of an index, 3 to 255 of'],
  ['an index as a list', { index: ['by-status'] }, 'index: expected the name of an index'],
  [
    'a reader too many for an index',
    { index: 'by-status', readers: 21 },
    'readers: expected at most 20 beside an index, found 21',
  ],
  ['replicas: true', { replicas: true }, 'replicas: expected "accepted", found true'],
  ['127 MB', { memory: 127 }, 'memory: expected a whole number from 128 to 10240, found 127'],
  ['10,241 MB', { memory: 10_241 }, 'found 10241'],
  ['two days of logs', { logRetentionDays: 2 }, 'logRetentionDays: expected one of 1, 3, 5'],
  ['days of logs in a text', { logRetentionDays: '7' }, 'logRetentionDays: expected one of 1, 3, 5'],
  ["a key's alias", { kmsKey: 'alias/mine' }, "kmsKey: expected a KMS key's ARN"],
  ['a key after something', { kmsKey: ` ${KEY}` }, "kmsKey: expected a KMS key's ARN"],
  ['a key before something', { kmsKey: `${KEY} ` }, "kmsKey: expected a KMS key's ARN"],
  ['a key of a short account', { kmsKey: KEY.replace('123456789012', '12345') }, "kmsKey: expected a KMS key's ARN"],
  ['an address without a domain', { alarmEmail: 'me' }, 'alarmEmail: expected an e-mail address'],
  ['an address of a host', { alarmEmail: 'me@localhost' }, 'alarmEmail: expected an e-mail address'],
  ['two addresses', { alarmEmail: 'a@example.com b@example.com' }, 'alarmEmail: expected an e-mail address'],
  ['no reserved instance', { reservedConcurrency: 0 }, 'reservedConcurrency: expected a whole number from 1 to 1000'],
  ['tracing as a text', { tracing: 'Active' }, 'tracing: expected true or false'],
  ['a schedule as a text', { schedule: 'rate(1 day)' }, 'schedule: expected a map of: expression'],
  ['a schedule in words', { schedule: { expression: 'daily' } }, 'schedule.expression: expected rate(…)'],
  [
    'a schedule after something',
    { schedule: { expression: 'a rate(1 day)' } },
    'schedule.expression: expected rate(…)',
  ],
  [
    'a schedule before something',
    { schedule: { expression: 'rate(1 day) b' } },
    'schedule.expression: expected rate(…)',
  ],
  ['an empty schedule', { schedule: { expression: 'cron()' } }, 'schedule.expression: expected rate(…)'],
  ['an unknown time zone', { schedule: { timezone: 'Mars/Olympus' } }, 'schedule.timezone: expected a time zone'],
  ['an offset for a time zone', { schedule: { timezone: '+01:00' } }, 'schedule.timezone: expected a time zone'],
  [
    'an unknown field of the schedule',
    { schedule: { cron: '' } },
    'schedule.cron: unknown; allowed are expression, timezone, enabled',
  ],
  ['an unknown field', { segments: 4 }, 'segments: unknown; allowed are table, filter, age, totalSegments'],
  ['stages that were not merged', { stages: {} }, 'stages: unknown'],
]

const WHOLES: readonly (readonly [what: string, given: unknown])[] = [
  ['null', null],
  ['nothing', undefined],
  ['YAML in a text', 'table: workers'],
  ['a number', 5],
  ['a list', [RULE]],
]

export const RULES: readonly Malformed<unknown>[] = [
  ...FIELDS.map(([what, change, says]) => row(what, { ...RULE, ...change }, says)),
  ...WHOLES.map(([what, given]) =>
    row(`${what} in place of it`, given, 'the rule: expected a map of: table, filter, age'),
  ),
]

function row(what: string, given: unknown, says: string): Malformed<unknown> {
  return { what: `rule: ${what}`, given, error: 'InvalidRule', says }
}
