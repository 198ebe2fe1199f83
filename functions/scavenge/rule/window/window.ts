import { MINUTE_MS } from '../../age/formats/instant.ts'

/** The hours of each day in which an execution may work: from the first minute, up to the second and not in it. */
export interface WorkWindow {
  /**
   * Minutes since midnight by the zone's clock. Where `toMinute` is the smaller one, the window is open over midnight.
   */
  readonly fromMinute: number
  readonly toMinute: number
  /** An IANA time zone. */
  readonly timezone: string
}

/**
 * Minutes that are looked ahead. A window that lies in the hour which a zone's clock skips in spring does not open on
 * that day, so two days may lie between two openings, and an hour.
 */
const MOST_MINUTES = 3 * 24 * 60

/** The minute since midnight that a text such as 22:00 names; undefined for any other text. */
export function parseClockTime(text: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? []
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes)
}

/** Milliseconds until the window is open; 0 where it is, and without a window. `nowMs`: since 1970. */
export function msUntilOpen(window: WorkWindow | undefined, nowMs: number): number {
  return window === undefined ? 0 : msUntil(window, true, nowMs)
}

/** Milliseconds until the window is closed; 0 where it is, endless without a window. `nowMs`: since 1970. */
export function msUntilClosed(window: WorkWindow | undefined, nowMs: number): number {
  return window === undefined ? Number.POSITIVE_INFINITY : msUntil(window, false, nowMs)
}

/** Looks at the zone's clock minute by minute, because an hour of it may be skipped or come twice. */
function msUntil(window: WorkWindow, open: boolean, nowMs: number): number {
  const clock = new Intl.DateTimeFormat('en-GB', {
    timeZone: window.timezone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const isOpen = (ms: number) => isWithin(window, parseClockTime(clock.format(ms)) ?? 0)
  if (isOpen(nowMs) === open) return 0
  const thisMinute = Math.floor(nowMs / MINUTE_MS)
  let ahead = 1
  while (ahead < MOST_MINUTES && isOpen((thisMinute + ahead) * MINUTE_MS) !== open) ahead++
  return (thisMinute + ahead) * MINUTE_MS - nowMs
}

function isWithin({ fromMinute, toMinute }: WorkWindow, minute: number): boolean {
  return fromMinute < toMinute ? fromMinute <= minute && minute < toMinute : fromMinute <= minute || minute < toMinute
}
