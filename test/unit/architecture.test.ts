import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from '@jest/globals'
import {
  circles,
  fullFolders,
  longFiles,
  longFunctions,
  MAX_FILE_LINES,
  MAX_FOLDER_FILES,
  MAX_FUNCTION_LINES,
  testsElsewhere,
  unnamedFiles,
  wrongArrows,
} from '../support/architecture/findings.ts'
import { readSource, readSources, type Source } from '../support/architecture/source.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '')
const PROGRAM = readSources(PROJECT, ['functions', 'cli', 'statemachine', 'bench'])
const SUPPORT = readSources(PROJECT, ['test/support', 'test/simulation'])
const UNIT_TESTS = readdirSync(`${PROJECT}/test/unit`, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.test.ts'))
  .map((file) => `test/unit/${file}`)
  .sort()

/** Tests of one side of a file, of several files, of whole passes or of a document. */
const OF_MORE_THAN_ONE_FILE = [
  'test/unit/age/formats/otherFormats.test.ts',
  'test/unit/architecture.test.ts',
  'test/unit/awsDocument.test.ts',
  'test/unit/dynamodb/dynamoDBTableDelete.test.ts',
  'test/unit/dynamodb/dynamoDBTableScan.test.ts',
  'test/unit/malformed.test.ts',
  'test/unit/pass/application.test.ts',
  'test/unit/pass/flow.test.ts',
  'test/unit/pass/guards.test.ts',
  'test/unit/pass/hint.test.ts',
  'test/unit/pass/shardedFlow.test.ts',
  'test/unit/pass/shards.test.ts',
  'test/unit/pass/stopped.test.ts',
  'test/unit/pass/waiting.test.ts',
  'test/unit/pass/window.test.ts',
  'test/unit/rule/rulesDocument.test.ts',
  'test/unit/statemachine/operating.test.ts',
]

describe('the program', () => {
  test('imports from room to room only as the table allows, types included', () => {
    expect(wrongArrows([...PROGRAM, ...SUPPORT])).toEqual([])
  })

  test('has no file that imports itself by way of others, types included', () => {
    expect(circles(PROGRAM)).toEqual([])
  })

  test(`has no function above ${MAX_FUNCTION_LINES} lines`, () => {
    expect(longFunctions([...PROGRAM, ...SUPPORT])).toEqual([])
  })

  test(`has no file above ${MAX_FILE_LINES} lines`, () => {
    expect(longFiles([...PROGRAM, ...SUPPORT])).toEqual([])
  })

  test(`has no folder above ${MAX_FOLDER_FILES} files`, () => {
    expect(fullFolders([...PROGRAM, ...SUPPORT].filter(({ path }) => !path.startsWith('bench/')))).toEqual([])
  })

  test('has each unit test at the path of the file that it tests', () => {
    expect(testsElsewhere(UNIT_TESTS, PROGRAM)).toEqual(OF_MORE_THAN_ONE_FILE)
  })

  test('has each file of the function named in its room by docs/architecture.md', () => {
    expect(unnamedFiles(PROGRAM, readFileSync(`${PROJECT}/docs/architecture.md`, 'utf8'))).toEqual([])
  })
})

describe('what the checks notice', () => {
  const source = (path: string, text = ''): Source => readSource(path, text)

  test('an arrow that runs the wrong way, in each form of an import', () => {
    const forms = [
      "import { runPass } from '../pass/runPass.ts'",
      "import type { Pass } from '../pass/runPass.ts'",
      "export { runPass } from '../pass/runPass.ts'",
      "export * from '../pass/runPass.ts'",
      "const { runPass } = await import('../pass/runPass.ts')",
      "let pass: import('../pass/runPass.ts').Pass",
    ]
    for (const form of forms) {
      expect(wrongArrows([source('functions/scavenge/waiting/clock.ts', form)])).toEqual([
        'functions/scavenge/waiting/clock.ts imports functions/scavenge/pass/runPass.ts',
      ])
    }
  })

  test.each([
    ['functions/scavenge/pass/runPass.ts', '../../../cli/main.ts'],
    ['functions/scavenge/pass/runPass.ts', '../tasks/pass.ts'],
    ['functions/scavenge/pass/runPass.ts', '../handler.ts'],
    ['functions/scavenge/newRoom/x.ts', '../rule/rule.ts'],
    ['cli/main.ts', '../functions/scavenge/handler.ts'],
    ['cli/shell/failure.ts', '../report/report.ts'],
    ['statemachine/deployment.ts', '../functions/scavenge/handler.ts'],
  ])('%s may not import %s', (path, imported) => {
    expect(wrongArrows([source(path, `import '${imported}'`)])).toHaveLength(1)
  })

  test.each([
    ['functions/scavenge/pass/runPass.ts', '../progress/token.ts'],
    ['functions/scavenge/pass/runPass.ts', './pages.ts'],
    ['functions/scavenge/rule/rule.ts', '../errors.ts'],
    ['cli/commands/local/runLocal.ts', '../../../functions/scavenge/rule/rule.ts'],
  ])('%s may import %s', (path, imported) => {
    expect(wrongArrows([source(path, `import '${imported}'`)])).toEqual([])
  })

  test('a circle of three files, and none in a line of three', () => {
    const [a, b] = [source('cli/a.ts', "import './b.ts'"), source('cli/b.ts', "import type { C } from './c.ts'")]
    expect(circles([a, b, source('cli/c.ts', "import './a.ts'")])).toEqual(['cli/a.ts, cli/b.ts, cli/c.ts'])
    expect(circles([a, b, source('cli/c.ts')])).toEqual([])
  })

  test.each([
    ['a function', (body: string) => `function long() {${body}}`],
    ['an arrow function', (body: string) => `const long = () => {${body}}`],
    ['a method', (body: string) => `class A { long() {${body}} }`],
    ['a private method', (body: string) => `class A { #long() {${body}} }`],
  ])('%s of a line too many', (_, around) => {
    const lines = (count: number) => source('cli/a.ts', around('\n'.repeat(count - 1)))
    expect(longFunctions([lines(MAX_FUNCTION_LINES + 1)])).toEqual(['cli/a.ts long'])
    expect(longFunctions([lines(MAX_FUNCTION_LINES)])).toEqual([])
  })

  test('a file of a line too many', () => {
    expect(longFiles([source('cli/a.ts', '//\n'.repeat(MAX_FILE_LINES + 1))])).toEqual(['cli/a.ts'])
    expect(longFiles([source('cli/a.ts', '//\n'.repeat(MAX_FILE_LINES))])).toEqual([])
  })

  test('a folder of a file too many', () => {
    const files = (count: number) => Array.from({ length: count }, (_, index) => source(`cli/shell/${index}.ts`))
    expect(fullFolders(files(MAX_FOLDER_FILES + 1))).toEqual(['cli/shell'])
    expect(fullFolders(files(MAX_FOLDER_FILES))).toEqual([])
  })

  test('a unit test without its file', () => {
    const files = ['functions/scavenge/rule/age.ts', 'cli/shell/failure.ts', 'statemachine/roles.ts']
    const tests = [
      'test/unit/rule/age.test.ts',
      'test/unit/cli/failure.test.ts',
      'test/unit/statemachine/roles.test.ts',
    ]
    const sources = files.map((path) => source(path))
    expect(testsElsewhere(tests, sources)).toEqual([])
    expect(testsElsewhere(['test/unit/pace/age.test.ts', 'test/unit/cli/lure.test.ts'], sources)).toHaveLength(2)
  })

  test('a file of the function that the document names in another room, or nowhere', () => {
    const document =
      'functions/scavenge/\n├── rule/  what to delete\n│   └── rule, window/: window\n├── age/  how old\n```\n'
    const files = ['rule/rule.ts', 'rule/window/window.ts', 'age/rule.ts', 'rule/filter.ts', 'pace/pace.ts']
    const sources = files.map((file) => source(`functions/scavenge/${file}`))
    expect(unnamedFiles(sources, document)).toEqual([
      'functions/scavenge/age/rule.ts',
      'functions/scavenge/rule/filter.ts',
      'functions/scavenge/pace/pace.ts',
    ])
  })
})
