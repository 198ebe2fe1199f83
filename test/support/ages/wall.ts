const formats = new Map<string, Intl.DateTimeFormat>()

/** What clocks in a zone show, as nanoseconds as if it were UTC. Throws for a zone that Intl does not know. */
export function wallOf(zone: string, utc: bigint): bigint {
  let format = formats.get(zone)
  if (format === undefined) {
    const numeric = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric' } as const
    format = new Intl.DateTimeFormat('en-US', { ...numeric, second: 'numeric', hourCycle: 'h23', timeZone: zone })
    if (formats.size < 100) formats.set(zone, format)
  }
  const ms = utc / 1_000_000n - (utc % 1_000_000n < 0n ? 1n : 0n)
  const [month = 0, day = 0, year = 0, hour = 0, minute = 0, second = 0] =
    format.format(Number(ms)).match(/\d+/g)?.map(Number) ?? []
  const rest = ((utc % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n
  return BigInt(Date.UTC(year, month - 1, day, hour, minute, second)) * 1_000_000n + rest
}
