import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { PassProgress } from '../answer/passAnswer.ts'
import { heapFlags } from './heapFlags.ts'
import { exited, LambdaError, outOfMemory, timedOut } from './lambdaError.ts'
import type { Fault, Invocation, SandboxMessage } from './sandboxMessages.ts'

const WORKER = fileURLToPath(new URL('./lambdaWorker.mjs', import.meta.url))
/** Lambda gives a function 10 s to initialise before the timeout of its first invocation runs. */
const INIT_MS = 10_000

type Environment = Readonly<Record<string, string>>

export interface SandboxOptions {
  /** Path of the bundle, which exports `handler(event, context)`. */
  readonly bundle: string
  readonly functionName: string
  /** Milliseconds after which an invocation is killed. */
  readonly timeoutMs: number
  /** MiB of resident memory above which the process is killed. */
  readonly memoryMb: number
  readonly onProgress?: (progress: PassProgress) => void
  /** A line that the handler wrote to its standard output or error. */
  readonly onLog?: (line: string) => void
}

/**
 * One process with the bundle and an environment, from its start to its death. It serves one invocation at a time. Each
 * invocation ends with a result or a LambdaError, however the process dies.
 */
export class Sandbox {
  readonly environment: Environment
  readonly #options: SandboxOptions
  readonly #process: ChildProcess
  readonly #ready = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<void>()
  #invocation: PromiseWithResolvers<unknown> | undefined
  #requestId = ''
  #diedOf: Fault | undefined
  #alive = true
  #maxMemoryMb = 0

  private constructor(options: SandboxOptions, environment: Environment, child: ChildProcess) {
    this.environment = environment
    this.#options = options
    this.#process = child
  }

  /** Starts a process with that environment. A process that can't start ends its first invocation. */
  static start(options: SandboxOptions, environment: Environment): Sandbox {
    const child = fork(WORKER, [options.bundle], {
      env: environment,
      execArgv: heapFlags(environment, options.memoryMb),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    const sandbox = new Sandbox(options, environment, child)
    for (const stream of [child.stdout, child.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => options.onLog?.(line))
    }
    child.on('message', (message: SandboxMessage) => sandbox.#hear(message))
    child.on('error', (error) => sandbox.#end(`can't run its process: ${error.message}`))
    child.on('close', (code, signal) =>
      sandbox.#end(signal === null ? `exit status ${code}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`),
    )
    return sandbox
  }

  get pid(): number | undefined {
    return this.#process.pid
  }

  get alive(): boolean {
    return this.#alive
  }

  /** MiB, the highest so far. */
  get maxMemoryMb(): number {
    return this.#maxMemoryMb
  }

  async invoke(requestId: string, event: unknown): Promise<unknown> {
    if (this.#invocation) throw new Error('expected one invocation at a time, a second came while the first ran')
    const { functionName, memoryMb, timeoutMs } = this.#options
    this.#requestId = requestId
    const invocation = Promise.withResolvers<unknown>()
    this.#invocation = invocation
    let timer = setTimeout(() => this.#kill(timedOut(requestId, timeoutMs)), INIT_MS + timeoutMs)
    try {
      await Promise.race([this.#ready.promise, invocation.promise])
      clearTimeout(timer)
      timer = setTimeout(() => this.#kill(timedOut(requestId, timeoutMs)), timeoutMs)
      const deadlineMs = Date.now() + timeoutMs
      const message: Invocation = { requestId, functionName, memoryMb, event: JSON.stringify(event), deadlineMs }
      // A process that has ended in the meantime fails the invocation by its close event, so the callback ignores errors.
      if (this.#alive) this.#process.send(message, () => {})
      return await invocation.promise
    } finally {
      clearTimeout(timer)
      this.#invocation = undefined
    }
  }

  /** Kills the process and resolves when it is gone. */
  async stop(): Promise<void> {
    this.#process.kill('SIGKILL')
    await this.#ended.promise
  }

  #hear(message: SandboxMessage): void {
    if ('memoryMb' in message) this.#maxMemoryMb = Math.max(this.#maxMemoryMb, message.memoryMb)
    switch (message.kind) {
      case 'ready':
        this.#ready.resolve()
        break
      case 'progress':
        this.#options.onProgress?.(message.progress)
        break
      case 'memory':
        break
      case 'result':
        this.#invocation?.resolve(JSON.parse(message.json))
        break
      case 'fault':
        this.#invocation?.reject(new LambdaError(message.fault))
        break
      case 'fatal':
        this.#diedOf ??= message.fault
        break
      default:
        message satisfies never
    }
    if (this.#maxMemoryMb > this.#options.memoryMb) {
      this.#kill(outOfMemory(this.#requestId))
    }
  }

  #kill(reason: Fault): void {
    this.#diedOf ??= reason
    this.#process.kill('SIGKILL')
  }

  #end(how: string): void {
    this.#alive = false
    const fault = this.#diedOf ?? exited(this.#requestId, how)
    this.#invocation?.reject(new LambdaError(fault))
    this.#ended.resolve()
  }
}
