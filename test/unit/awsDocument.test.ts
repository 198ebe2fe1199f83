import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, test } from '@jest/globals'

const PROJECT = new URL('../../', import.meta.url)
const DOCUMENT = readFileSync(new URL('docs/aws.md', PROJECT), 'utf8')

/** A row of docs/aws.md. */
interface Row {
  readonly assumption: string
  readonly source: string
  readonly code: string
  readonly tests: string
}

interface NamedTest {
  readonly file: string
  readonly title: string
}

/** A header of several tables, one for each part of AWS. */
const HEADER = '| assumption | source | code | test |'

const rows = cellsBelow(HEADER, 4).map(
  ([assumption = '', source = '', code = '', tests = '']): Row => ({ assumption, source, code, tests }),
)

describe('docs/aws.md', () => {
  test('has tables of four full cells in each row', () => {
    expect(rows.length).toBeGreaterThan(50)
    for (const row of cellsBelow(HEADER, 4)) {
      expect(row).toEqual([1, 2, 3, 4].map(() => expect.stringMatching(/\w/)))
    }
  })

  test('names files that depend on an assumption and exist', () => {
    const files = rows.flatMap(({ assumption, code }) => {
      const named = pathsIn(code)
      return named.length > 0 ? named : [`none for: ${assumption}`]
    })
    expect(files.filter((file) => !existsSync(new URL(file, PROJECT)))).toEqual([])
  })

  test('names tests that exist, by file and title', () => {
    const tests = rows.flatMap(({ assumption, tests }) => {
      const named = testsIn(tests)
      return named.length > 0 ? named : [{ file: 'none', title: assumption }]
    })
    expect(tests.filter((named) => !exists(named))).toEqual([])
  })

  test('names no test file without a title', () => {
    for (const { tests } of rows) expect(pathsIn(tests)).toEqual(testsIn(tests).map(({ file }) => file))
  })

  test('says of each belief without a source what follows if it is wrong, and what would show it', () => {
    const beliefs = cellsBelow('| belief | if it is wrong | what would show it |', 3)
    expect(beliefs.length).toBeGreaterThan(5)
    for (const row of beliefs) expect(row).toEqual([1, 2, 3].map(() => expect.stringMatching(/\w/)))
  })
})

/** The cells of each row of all tables with this header and as many columns. */
function cellsBelow(header: string, columns: number): readonly (readonly string[])[] {
  const [, ...tables] = DOCUMENT.split(`${header}\n|${'---|'.repeat(columns)}\n`)
  return tables.flatMap((table) => {
    const lines = table.split('\n')
    return lines
      .slice(
        0,
        lines.findIndex((line) => !line.startsWith('|')),
      )
      .map((line) =>
        line
          .split('|')
          .slice(1, -1)
          .map((cell) => cell.trim()),
      )
  })
}

function pathsIn(cell: string): readonly string[] {
  return [...cell.matchAll(/`([\w./-]+)`/g)].map(([, path = '']) => path)
}

function testsIn(cell: string): readonly NamedTest[] {
  return [...cell.matchAll(/`([\w./-]+)` "([^"]+)"/g)].map(([, file = '', title = '']) => ({ file, title }))
}

/** Whether a file has a line of code with the title. */
function exists({ file, title }: NamedTest): boolean {
  const url = new URL(file, PROJECT)
  if (!file.endsWith('.test.ts') || !existsSync(url)) return false
  return readFileSync(url, 'utf8')
    .split('\n')
    .some((line) => /^\s*(?:test|describe|\]|['"`])/.test(line) && line.includes(title))
}
