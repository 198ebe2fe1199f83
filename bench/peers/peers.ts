import { execFile } from 'node:child_process'
import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { type Bundle, buildBundle } from '../../cli/sandbox/bundle.ts'

/** One way to do the job, as a command to run. */
export interface Peer {
  readonly name: PeerName
  /** As the tables call it. */
  readonly label: string
  command(input: ExecutionInput): readonly string[]
}

type PeerName = 'project' | 'batchWrite' | 'deleteItem' | 'go'

/** Of the execution's input, what the benchmark varies. */
export interface ExecutionInput {
  readonly readers?: number
  readonly deleters?: number
  readonly maxWriteUnitsPerSecond?: number
  readonly dryRun?: boolean
}

/** Disposal removes what was built. */
export interface Peers extends Disposable {
  readonly project: Peer
  /** The others that can run here. */
  readonly others: readonly Peer[]
  /** Why one can't, by its label. */
  readonly skipped: Readonly<Record<string, string>>
  /** Path of this project's bundle. */
  readonly bundle: string
}

const GO_MODULE = fileURLToPath(new URL('./go', import.meta.url))
const GO_LABEL = 'the Go program, 10 × 10'

/** Builds what has to be built. Without `withGo`, the Go program is skipped. */
export async function preparePeers({ withGo }: { withGo: boolean }): Promise<Peers> {
  using built = new DisposableStack()
  const bundle = built.use(await buildBundle())
  const runner = built.use(await buildRunner())
  const batchWriter = built.use(await buildPeer(new URL('./batchWritePeer.ts', import.meta.url)))
  const deleter = built.use(await buildPeer(new URL('./deleteItemPeer.ts', import.meta.url)))
  const folder = built.use(mkdtempDisposableSync(join(tmpdir(), 'bench-')))
  const goProgram = join(folder.path, 'goprogram')
  const problem = withGo ? await buildGo(goProgram) : 'not asked for'
  const project = projectPeer(runner.path, bundle.path)
  const batchWrite: Peer = {
    name: 'batchWrite',
    label: 'unconditional BatchWriteItem, ten segments',
    command: () => ['node', batchWriter.path],
  }
  const deleteItem: Peer = {
    name: 'deleteItem',
    label: 'one DeleteItem an item, same SDK, 10 × 10',
    command: () => ['node', deleter.path],
  }
  const go: Peer = {
    name: 'go',
    label: GO_LABEL,
    command: ({ readers = 10, deleters = 10 }) => [goProgram, `-readers=${readers}`, `-deleters=${deleters}`],
  }
  const kept = built.move()
  return {
    project,
    others: [batchWrite, deleteItem, ...(problem === undefined ? [go] : [])],
    skipped: problem === undefined ? {} : { [GO_LABEL]: problem },
    bundle: bundle.path,
    [Symbol.dispose]: () => kept.dispose(),
  }
}

/** A peer with the same SDK. It retries as the SDK does by itself. */
function buildPeer(file: URL): Promise<Bundle> {
  return buildBundle({ entry: fileURLToPath(file), asTheyCome: ['@smithy/core/retry'] })
}

/** What invokes a bundle: built too, because Node takes 30 MB more to run TypeScript. */
export function buildRunner(): Promise<Bundle> {
  return buildBundle({ entry: fileURLToPath(new URL('./bundlePeer.ts', import.meta.url)) })
}

/** This project, as the bundle at this path. */
export function projectPeer(runner: string, bundle: string): Peer {
  return {
    name: 'project',
    label: 'this project',
    command: (input) => ['node', runner, bundle, JSON.stringify(input)],
  }
}

/** Why the Go program could not be built, or undefined. */
async function buildGo(output: string): Promise<string | undefined> {
  try {
    await promisify(execFile)('go', ['build', '-trimpath', '-o', output, '.'], { cwd: GO_MODULE })
    return undefined
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return 'Go is not installed here'
    return `it does not build here: ${error instanceof Error ? error.message.split('\n').slice(0, 3).join(' ') : error}`
  }
}
