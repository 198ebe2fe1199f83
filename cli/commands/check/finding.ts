import type { YamlLines } from './yamlLines.ts'

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

/** What keeps a file's text from being YAML, in the text's order; none for YAML. */
export function yamlErrors(file: string, { problems }: YamlLines): readonly Finding[] {
  return problems.map(({ line, message }) => ({ file, line, kind: 'error', message: `expected YAML: ${message}` }))
}

/** The finding as a line that editors can follow: `FILE:LINE: KIND: MESSAGE`. */
export function findingLine({ file, line, kind, message }: Finding): string {
  return `${file}:${line}: ${kind === 'tried' ? '' : `${kind}: `}${message}`
}
