import type { Failing } from '../answer/passAnswer.ts'
import { duration } from './duration.ts'
import { count } from './numbers.ts'

/** Codes that a line of progress names; the report has all of them. */
const MOST_NAMED = 3

/** What requests fail with, how often and since when, the most frequent first; an empty string for nothing. */
export function failingInWords(failing: readonly Failing[]): string {
  if (failing.length === 0) return ''
  const sorted = failing.toSorted((a, b) => b.times - a.times)
  const named = sorted.slice(0, MOST_NAMED).map(({ code, times, forMs }) => {
    return `${code} (${timesInWords(times)}, for ${duration(forMs)})`
  })
  const more = sorted.length - named.length
  return `requests fail with ${named.join(', ')}${more > 0 ? ` and ${count(more)} more` : ''}`
}

/** Such as "once" or "1,203 times". */
export function timesInWords(times: number): string {
  return times === 1 ? 'once' : `${count(times)} times`
}
