/** The time between two starts of a schedule. */
export interface Interval {
  /** A lower bound of the shortest time between two starts; undefined for a single start, or where it is unknown. */
  readonly shortestSeconds: number | undefined
  /** An upper bound of the longest; undefined where it may exceed a week, or is unknown. */
  readonly longestSeconds: number | undefined
}

const UNKNOWN: Interval = { shortestSeconds: undefined, longestSeconds: undefined }

const UNIT_SECONDS = { minute: 60, hour: 3_600, day: 86_400 } as const
const DAY = UNIT_SECONDS.day
const WEEK = 7 * DAY
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT']

/**
 * The interval of an expression of EventBridge Scheduler. For `rate` it is exact. For `cron` only minutes, hours and
 * days of the week are read: an expression that names a day of the month, a month or a year has no longest interval. A
 * time zone other than UTC makes the longest an hour longer, for the day on which clocks are put back.
 */
export function intervalOf({
  expression,
  timezone,
}: {
  readonly expression: string
  readonly timezone?: string | undefined
}): Interval {
  const [, kind, inside = ''] = /^(rate|cron|at)\((.*)\)$/.exec(expression) ?? []
  if (kind === 'rate') return rateInterval(inside)
  if (kind !== 'cron') return UNKNOWN
  const { shortestSeconds, longestSeconds } = cronInterval(inside)
  const clockChange = timezone === undefined || timezone === 'UTC' ? 0 : UNIT_SECONDS.hour
  return { shortestSeconds, longestSeconds: longestSeconds === undefined ? undefined : longestSeconds + clockChange }
}

function rateInterval(rate: string): Interval {
  const [, count, unit] = /^\s*([1-9]\d*)\s+(minute|hour|day)s?\s*$/.exec(rate) ?? []
  if (unit !== 'minute' && unit !== 'hour' && unit !== 'day') return UNKNOWN
  const seconds = Number(count) * UNIT_SECONDS[unit]
  return { shortestSeconds: seconds, longestSeconds: seconds }
}

function cronInterval(cron: string): Interval {
  const [minute = '', hour = '', dayOfMonth = '', month = '', dayOfWeek = '', year = '*'] = cron.trim().split(/\s+/)
  const minutes = numbers(minute, 0, 59)
  const hours = numbers(hour, 0, 23)
  if (minutes === undefined || hours === undefined) return UNKNOWN
  const times = hours.flatMap((h) => minutes.map((m) => h * UNIT_SECONDS.hour + m * UNIT_SECONDS.minute))
  const everyDay = between(times, DAY)
  if (![dayOfMonth, month, year].every(isAny)) return { ...everyDay, longestSeconds: undefined }
  if (isAny(dayOfWeek)) return everyDay
  const days = numbers(weekdaysAsNumbers(dayOfWeek), 1, 7)
  if (days === undefined) return { ...everyDay, longestSeconds: undefined }
  return between(
    days.flatMap((day) => times.map((time) => day * DAY + time)),
    WEEK,
  )
}

function isAny(field: string): boolean {
  return field === '*' || field === '?'
}

function weekdaysAsNumbers(field: string): string {
  return field.replaceAll(/[A-Za-z]{3}/g, (name) => {
    const index = WEEKDAYS.indexOf(name.toUpperCase())
    return index < 0 ? name : String(index + 1)
  })
}

/** The values of a field of numbers, lists, ranges and steps, sorted; undefined for any other sign, such as L or #. */
function numbers(field: string, least: number, most: number): readonly number[] | undefined {
  const values = new Set<number>()
  for (const part of field.split(',')) {
    const [, all, from, to, step] = /^(?:(\*)|(\d+)(?:-(\d+))?)(?:\/(\d+))?$/.exec(part) ?? []
    if (all === undefined && from === undefined) return undefined
    const first = all ? least : Number(from)
    const last = all || (step !== undefined && to === undefined) ? most : Number(to ?? from)
    const by = Number(step ?? 1)
    if (first < least || last > most || first > last || by < 1) return undefined
    for (let value = first; value <= last; value += by) values.add(value)
  }
  return [...values].sort((a, b) => a - b)
}

/** The gaps between moments in order, which repeat every `period` seconds. */
function between(moments: readonly number[], period: number): Interval {
  const gaps = moments.map((moment, index) => {
    const next = moments[index + 1] ?? (moments[0] ?? 0) + period
    return next - moment
  })
  return { shortestSeconds: Math.min(...gaps), longestSeconds: Math.max(...gaps) }
}
