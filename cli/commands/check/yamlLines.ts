import { type Document, isAlias, isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml'

/** A YAML file's fields by their lines. */
export interface YamlLines {
  /** The problems of a text that is no YAML, in the text's order; of an alias that can't be resolved, at line 1. */
  readonly problems: readonly { readonly line: number; readonly message: string }[]
  /** The line of a field, counted from 1. Where a field is missing, that of the nearest one around it. */
  lineOf(path: readonly PropertyKey[]): number
  /** How a scalar is written there; undefined where there is none. */
  sourceOf(path: readonly PropertyKey[]): string | undefined
  /** The plain data; undefined where there are problems. */
  readonly data: unknown
}

export function yamlLines(text: string): YamlLines {
  const counter = new LineCounter()
  const document = parseDocument(text, { lineCounter: counter, prettyErrors: false, stringKeys: true })
  const lineAt = (offset: number) => Math.max(1, counter.linePos(offset).line)
  return {
    ...contentOf(document, lineAt),
    lineOf: (path) => lineAt(offsetOf(document, path)),
    sourceOf(path) {
      const node = document.getIn(path, true)
      return isScalar(node) ? node.source : undefined
    },
  }
}

function contentOf(document: Document, lineAt: (offset: number) => number): Pick<YamlLines, 'problems' | 'data'> {
  const problems = [...document.errors, ...document.warnings].map(({ pos, message }) => ({
    line: lineAt(pos[0]),
    message,
  }))
  if (problems.length > 0) return { problems, data: undefined }
  try {
    return { problems, data: document.toJS() }
  } catch (error) {
    if (!(error instanceof ReferenceError)) throw error // else an alias stands for nothing, or for too much
    return { problems: [{ line: 1, message: error.message }], data: undefined }
  }
}

/** Where the last part of the path that exists begins: a field at its name, a member of a list at itself. */
function offsetOf(document: Document, path: readonly PropertyKey[]): number {
  let node: unknown = document.contents
  let offset = startOf(document.contents)
  for (const part of path) {
    if (isAlias(node)) node = node.resolve(document)
    if (isMap(node)) {
      const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part))
      if (pair === undefined) return offset
      offset = isScalar(pair.key) ? startOf(pair.key) : offset
      node = pair.value
    } else if (isSeq(node)) {
      node = node.items[Number(part)]
      if (!isScalar(node) && !isMap(node) && !isSeq(node)) return offset
      offset = startOf(node)
    } else return offset
  }
  return offset
}

function startOf(node: Node | null): number {
  return node?.range?.[0] ?? 0
}
