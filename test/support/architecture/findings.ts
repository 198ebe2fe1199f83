import { dirname } from 'node:path'
import { mayImport } from './rooms.ts'
import type { Source } from './source.ts'

/** House rules: one thing is seen whole on a screen, and a folder's names in one look. */
export const MAX_FUNCTION_LINES = 70
export const MAX_FILE_LINES = 200
export const MAX_FOLDER_FILES = 14

/** Each import that the table of rooms does not allow. */
export function wrongArrows(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, imports }) =>
    imports.filter((imported) => !mayImport(path, imported)).map((imported) => `${path} imports ${imported}`),
  )
}

/** Files that import each other, directly or by way of others: each such group in the order of its paths. */
export function circles(sources: readonly Source[]): readonly string[] {
  const reached = new Map(sources.map(({ path }) => [path, reachedFrom(path, sources)]))
  const groups = sources
    .filter(({ path }) => reached.get(path)?.has(path))
    .map(({ path }) =>
      [...(reached.get(path) ?? [])]
        .filter((other) => reached.get(other)?.has(path))
        .sort()
        .join(', '),
    )
  return [...new Set(groups)]
}

function reachedFrom(path: string, sources: readonly Source[]): ReadonlySet<string> {
  const importsOf = (from: string) => sources.find((source) => source.path === from)?.imports ?? []
  const reached = new Set<string>()
  const open = [...importsOf(path)]
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (reached.has(next)) continue
    reached.add(next)
    open.push(...importsOf(next))
  }
  return reached
}

export function longFunctions(sources: readonly Source[]): readonly string[] {
  return sources.flatMap(({ path, functions }) =>
    functions.filter(({ lines }) => lines > MAX_FUNCTION_LINES).map(({ name }) => `${path} ${name}`),
  )
}

export function longFiles(sources: readonly Source[]): readonly string[] {
  return sources.filter(({ lines }) => lines > MAX_FILE_LINES).map(({ path }) => path)
}

export function fullFolders(sources: readonly Source[]): readonly string[] {
  const folders = Map.groupBy(sources, ({ path }) => dirname(path))
  return [...folders].filter(([, files]) => files.length > MAX_FOLDER_FILES).map(([folder]) => folder)
}

/**
 * Unit tests that do not stand at the path of a file: test/unit/ROOM/x.test.ts belongs to functions/scavenge/ROOM/x.ts,
 * test/unit/statemachine/x.test.ts to statemachine/x.ts. Those of the command line stand in one folder, or at the path
 * below cli.
 */
export function testsElsewhere(tests: readonly string[], sources: readonly Source[]): readonly string[] {
  const paths = sources.map(({ path }) => path)
  return tests.filter((test) => {
    const tested = test.replace('test/unit/', '').replace(/\.test\.ts$/, '.ts')
    if (paths.includes(tested) || paths.includes(`functions/scavenge/${tested}`)) return false
    return !/^cli\/\w+\.ts$/.test(tested) || !paths.some((path) => path.endsWith(tested.replace(/^cli\//, '/')))
  })
}

/** Files of the function that docs/architecture.md does not name in the lines of their room. */
export function unnamedFiles(sources: readonly Source[], document: string): readonly string[] {
  const listing = document.match(/^functions\/scavenge\/$[\s\S]*?^```$/m)?.[0] ?? ''
  const rooms = new Map(
    listing.split(/\n[├└]── /).map((entry) => [entry.match(/^\w+/)?.[0], new Set(entry.match(/\w+/g))] as const),
  )
  return sources
    .map(({ path }) => path)
    .filter((path) => {
      const [, room, file] = path.match(/^functions\/scavenge\/(\w+)\/(?:\w+\/)*(\w+)\.ts$/) ?? []
      return file !== undefined && rooms.get(room)?.has(file) !== true
    })
}
