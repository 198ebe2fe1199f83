import { readdirSync, readFileSync } from 'node:fs'
import { join, normalize } from 'node:path'
import { type Node, parseSync, visitorKeys } from 'oxc-parser'

/** A source file as the checks see it. Paths begin at the project's folder. */
export interface Source {
  readonly path: string
  readonly lines: number
  /** The project's own files that it imports, types included, each once. */
  readonly imports: readonly string[]
  readonly functions: readonly SourceFunction[]
}

interface SourceFunction {
  /** The name that it is declared under; for one without, what it is given to or handed to. */
  readonly name: string
  readonly lines: number
}

const SOURCE = /\.(?:ts|mts|mjs|cjs)$/

/** All source files below the folders, in the order of their paths. */
export function readSources(project: string, folders: readonly string[]): readonly Source[] {
  return folders
    .flatMap((folder) =>
      readdirSync(join(project, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile() && SOURCE.test(entry.name))
        .map((entry) => join(entry.parentPath, entry.name).slice(project.length + 1)),
    )
    .sort()
    .map((path) => readSource(path, readFileSync(join(project, path), 'utf8')))
}

/** Throws where the text is not a program. */
export function readSource(path: string, text: string): Source {
  const { program, errors } = parseSync(path, text)
  const [error] = errors
  if (error !== undefined) throw new Error(`${path}: ${error.message}`)

  const imports = new Set<string>()
  const functions: SourceFunction[] = []
  const lineAt = (offset: number) => text.slice(0, offset).split('\n').length
  const visit = (node: Node, name: string): void => {
    const target = importedBy(node)
    if (target?.startsWith('.')) imports.add(normalize(join(path, '..', target)))
    if (isFunction(node)) {
      functions.push({ name: ownName(node) ?? name, lines: lineAt(node.end) - lineAt(node.start) + 1 })
    }
    const inside = ownName(node) ?? name
    for (const child of childrenOf(node)) visit(child, inside)
  }
  visit(program, '(file)')
  return { path, lines: text.trimEnd().split('\n').length, imports: [...imports], functions }
}

/** What an import, an export from elsewhere, a dynamic import or a type's import names. */
function importedBy(node: Node): string | undefined {
  switch (node.type) {
    case 'ImportDeclaration':
    case 'ExportAllDeclaration':
      return node.source.value
    case 'ExportNamedDeclaration':
      return node.source?.value
    case 'TSImportType':
      return node.source.value
    case 'ImportExpression':
      return node.source.type === 'Literal' && typeof node.source.value === 'string' ? node.source.value : undefined
    default:
      return undefined
  }
}

function isFunction(node: Node): boolean {
  return ['FunctionDeclaration', 'FunctionExpression', 'ArrowFunctionExpression'].includes(node.type)
}

function ownName(node: Node): string | undefined {
  if ('id' in node && node.id !== null && typeof node.id === 'object' && 'name' in node.id) return String(node.id.name)
  if ('key' in node && typeof node.key === 'object' && 'name' in node.key) return String(node.key.name)
  return undefined
}

function childrenOf(node: Node): readonly Node[] {
  return (visitorKeys[node.type] ?? [])
    .flatMap((key): unknown => Object.entries(node).find(([name]) => name === key)?.[1])
    .filter(isNode)
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value
}
