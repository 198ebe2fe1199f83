/** Halvings of the table by which places are told apart: finer than the 1,000,000 segments that a Scan has at most. */
export const HALVINGS = 20

/**
 * Where the middle of a segment lies in the table, as a whole number below 2^HALVINGS. Its first binary digit says in
 * which half, the second in which half of that half, and so on.
 */
export function placeOf(segment: number, totalSegments: number): number {
  return Math.floor(((segment + 0.5) * 2 ** HALVINGS) / totalSegments)
}

/**
 * How far two segments are apart, for comparison alone. DynamoDB divides a partition in two, so partitions are halves
 * of halves of the table: two segments are the nearer, the smaller the part is that holds both, and in parts of one size
 * the fewer segments lie between them.
 */
export function distanceOf(one: number, other: number, totalSegments: number): number {
  const differing = placeOf(one, totalSegments) ^ placeOf(other, totalSegments)
  const digits = 32 - Math.clz32(differing)
  return digits * 2 ** HALVINGS + Math.abs(one - other)
}
