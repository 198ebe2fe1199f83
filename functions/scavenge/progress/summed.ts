/** The sum of several records of numbers, name by name: ledgers, or how often requests failed by code. */
export function summed(records: readonly Readonly<Record<string, number>>[]): Readonly<Record<string, number>> {
  const sum: Record<string, number> = {}
  for (const record of records) {
    for (const [name, number] of Object.entries(record)) sum[name] = (sum[name] ?? 0) + number
  }
  return sum
}
