import * as z from 'zod/mini'
import { timezone } from '../deploymentFields.ts'
import { fields, textField } from '../fields.ts'
import { parseClockTime, type WorkWindow } from './window.ts'

const clockTime = textField('a time of day such as "22:00", in quotes', (value) => parseClockTime(value) !== undefined)

/** A rule's `window`; without a time zone its times are UTC. */
export const windowField = fields({ from: clockTime, to: clockTime, timezone: z.optional(timezone) }).check(
  z.refine(({ from, to }) => from !== to, 'two different times'),
)

/** The window as a pass looks at it. */
export function windowOf(field: z.infer<typeof windowField> | undefined): WorkWindow | undefined {
  const fromMinute = parseClockTime(field?.from ?? '')
  const toMinute = parseClockTime(field?.to ?? '')
  if (fromMinute === undefined || toMinute === undefined) return undefined
  return { fromMinute, toMinute, timezone: field?.timezone ?? 'UTC' }
}
