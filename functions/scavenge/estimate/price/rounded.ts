/** Dollars are told to a millionth. */
export const DOLLAR_DIGITS = 6

/** A figure with so many digits after the point, for an answer. */
export function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits))
}
