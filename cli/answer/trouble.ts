/** How often requests failed, by code; throttles also by their reasons. */
export type Trouble = Readonly<Record<string, number>>

/** The sum of two. */
export function addTrouble(one: Trouble, other: Trouble = {}): Trouble {
  const sum: Record<string, number> = { ...one }
  for (const [code, times] of Object.entries(other)) sum[code] = (sum[code] ?? 0) + times
  return sum
}
