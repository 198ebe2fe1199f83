import type { SourceMap } from 'node:module'

/** Of V8's .cpuprofile, what is read here. Lines and columns count from 0. */
export interface CpuProfile {
  readonly nodes: readonly { readonly id: number; readonly callFrame: CallFrame }[]
  /** The node of each sample, and the microseconds before each. */
  readonly samples: readonly number[]
  readonly timeDeltas: readonly number[]
}

interface CallFrame {
  readonly functionName: string
  readonly url: string
  readonly lineNumber: number
  readonly columnNumber: number
}

type Owner = 'ours' | 'SDK' | 'other packages' | 'node' | 'garbage collection'

export interface SelfTime {
  readonly owner: Owner
  /** Function and file. */
  readonly place: string
  readonly ms: number
}

const SDK = /node_modules\/(?:@aws-sdk|@smithy|@aws-crypto)\//

/** Time spent in each function itself, the longest first; idle time is left out. */
export function selfTimes({ nodes, samples, timeDeltas }: CpuProfile, map: SourceMap): readonly SelfTime[] {
  const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, SelfTime>()
  samples.forEach((id, index) => {
    const frame = frames.get(id)
    if (frame === undefined || frame.functionName === '(idle)' || frame.functionName === '(root)') return
    const { owner, place } = placeOf(frame, map)
    const ms = (times.get(place)?.ms ?? 0) + (timeDeltas[index] ?? 0) / 1_000
    times.set(place, { owner, place, ms })
  })
  return [...times.values()].sort((a, b) => b.ms - a.ms)
}

function placeOf({ functionName, url, lineNumber, columnNumber }: CallFrame, map: SourceMap): Omit<SelfTime, 'ms'> {
  const name = functionName || '(anonymous)'
  if (name === '(garbage collector)') return { owner: 'garbage collection', place: name }
  if (!url.startsWith('file:')) return { owner: 'node', place: `${name} ${url}`.trim() }
  const entry = map.findEntry(lineNumber, columnNumber)
  const source = 'originalSource' in entry ? entry.originalSource.replace(/^(?:\.\.\/)+/, '') : url.replace(/^.*\//, '')
  const line = 'originalLine' in entry ? entry.originalLine + 1 : lineNumber + 1
  const place = `${name} ${source.replace(/^.*(?:node_modules\/|(?=functions\/))/, '')}:${line}`
  if (/(?:^|\/)functions\//.test(source)) return { owner: 'ours', place }
  if (SDK.test(source)) return { owner: 'SDK', place }
  return { owner: source.includes('node_modules/') ? 'other packages' : 'node', place }
}
