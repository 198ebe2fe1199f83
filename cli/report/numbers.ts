/** A number as people read it: 130,000, with at most one decimal place. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}

/** US dollars without their sign, to the millionth. */
export function dollars(value: number): string {
  return value.toFixed(6)
}
