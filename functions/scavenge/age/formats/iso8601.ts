import { atSecond, DAY_MS, type Instant, isReal, MINUTE_MS, minuteMs } from './instant.ts'
import { type Iso8601Text, readIso8601Text } from './iso8601Text.ts'
import { parseRfc3339 } from './rfc3339.ts'
import { TimeZones } from './timeZone.ts'

/**
 * A reader of ISO 8601 dates and times (iso8601Text.ts says which). `zone` is that of a text without an offset and a
 * zone of its own; without it such a text is undefined. A date counts as its day's end and a time without seconds as
 * its minute's, so that an item never looks older than it is. Of a local time that exists twice the later counts; one
 * that is skipped is undefined, as is a text whose offset is not that of its zone.
 */
export function iso8601Reader(zone: string | undefined): (text: string) => Instant | undefined {
  const zones = new TimeZones()
  return (text) => {
    const instant = parseRfc3339(text) // what most texts are, by the fastest way
    if (instant !== undefined) return instant
    const written = readIso8601Text(text)
    if (written === undefined || !isReal(written.wall)) return undefined
    return written.offsetMs === undefined
      ? local(written, written.zone ?? zone, zones)
      : withOffset(written, written.offsetMs, zones)
  }
}

function withOffset(written: Iso8601Text, offsetMs: number, zones: TimeZones): Instant | undefined {
  const startMs = minuteMs(written.wall) - offsetMs
  if (written.zone !== undefined && zones.named(written.zone)?.offsetMs(startMs) !== offsetMs) return undefined
  return written.precision === 'day' ? { ms: startMs + DAY_MS, rest: false } : within(startMs, written)
}

function local(written: Iso8601Text, name: string | undefined, zones: TimeZones): Instant | undefined {
  const zone = name === undefined ? undefined : zones.named(name)
  const localMs = minuteMs(written.wall)
  if (written.precision === 'day') {
    const ms = zone?.dayEndMs(localMs)
    return ms === undefined ? undefined : { ms, rest: false }
  }
  const startMs = zone?.momentMs(localMs)
  return startMs === undefined ? undefined : within(startMs, written)
}

function within(minuteStartMs: number, { precision, wall, fraction }: Iso8601Text): Instant | undefined {
  if (precision === 'minute') return { ms: minuteStartMs + MINUTE_MS, rest: false }
  return atSecond(minuteStartMs, wall.second, fraction)
}
