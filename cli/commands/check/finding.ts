/** One line of the check: of a rule file, or of the file with its examples. */
export interface Finding {
  readonly file: string
  /** Counted from 1. */
  readonly line: number
  /** `tried`: an example whose verdict is the expected one. */
  readonly kind: 'error' | 'warning' | 'tried'
  /** What was expected and what was there; of an example its verdict. */
  readonly message: string
}

/** The finding as a line that editors can follow: `FILE:LINE: KIND: MESSAGE`. */
export function findingLine({ file, line, kind, message }: Finding): string {
  return `${file}:${line}: ${kind === 'tried' ? '' : `${kind}: `}${message}`
}
