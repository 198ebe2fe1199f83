import { type ChildProcess, fork } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { PassProgress } from '../answer/passAnswer.ts'
import type { Fault, Invocation, SandboxMessage } from './sandboxMessages.ts'

const WORKER = fileURLToPath(new URL('./lambdaWorker.mjs', import.meta.url))
/** Lambda gives a function's initialisation 10 s before it counts it against the timeout. */
const INIT_MS = 10_000
/** The share of the memory that Lambda's Node runtime gives to the heap. */
const HEAP_SHARE = 0.9

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

/** An invocation that failed: `name` is Lambda's error type, the message is the Cause as Lambda gives it, in JSON. */
class LambdaError extends Error {
  override readonly name: string
  constructor(fault: Fault) {
    super(JSON.stringify(fault))
    this.name = fault.errorType
  }
}

/**
 * One process that holds the bundle and its environment, from its start to its death. It serves one invocation at a
 * time; each ends with a result or a LambdaError, however the process dies.
 */
export class Sandbox {
  readonly environment: Readonly<Record<string, string>>
  readonly #options: SandboxOptions
  readonly #process: ChildProcess
  readonly #ready = Promise.withResolvers<void>()
  readonly #ended = Promise.withResolvers<void>()
  #invocation: PromiseWithResolvers<unknown> | undefined
  #requestId = ''
  #diedOf: Fault | undefined
  #alive = true
  #maxMemoryMb = 0

  constructor(options: SandboxOptions, environment: Readonly<Record<string, string>>) {
    this.environment = environment
    this.#options = options
    this.#process = fork(WORKER, [options.bundle], {
      env: environment,
      execArgv: heapFlags(environment, options.memoryMb),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    })
    for (const stream of [this.#process.stdout, this.#process.stderr]) {
      if (stream) createInterface(stream).on('line', (line) => options.onLog?.(line))
    }
    this.#process.on('message', (message: SandboxMessage) => this.#hear(message))
    this.#process.on('error', (error) => this.#end(`can't run its process: ${error.message}`))
    this.#process.on('close', (code, signal) =>
      this.#end(signal === null ? `exit status ${code}` : `signal: ${signal === 'SIGKILL' ? 'killed' : signal}`),
    )
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
    let timer = setTimeout(() => this.#kill(this.#timedOut()), INIT_MS + timeoutMs)
    try {
      await Promise.race([this.#ready.promise, invocation.promise])
      clearTimeout(timer)
      timer = setTimeout(() => this.#kill(this.#timedOut()), timeoutMs)
      const deadlineMs = Date.now() + timeoutMs
      const message: Invocation = { requestId, functionName, memoryMb, event: JSON.stringify(event), deadlineMs }
      // A process that is gone by now reports itself by closing, so the callback has nothing to add.
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
      this.#kill(this.#fault('Runtime.OutOfMemory', 'Runtime exited with error: signal: killed'))
    }
  }

  #kill(reason: Fault): void {
    this.#diedOf ??= reason
    this.#process.kill('SIGKILL')
  }

  #end(how: string): void {
    this.#alive = false
    const fault = this.#diedOf ?? this.#fault('Runtime.ExitError', `Runtime exited with error: ${how}`)
    this.#invocation?.reject(new LambdaError(fault))
    this.#ended.resolve()
  }

  #timedOut(): Fault {
    const seconds = (this.#options.timeoutMs / 1000).toFixed(2)
    return this.#fault('Sandbox.Timedout', `Task timed out after ${seconds} seconds`)
  }

  #fault(errorType: string, what: string): Fault {
    return { errorType, errorMessage: `RequestId: ${this.#requestId} Error: ${what}` }
  }
}

/** Lambda's Node runtime bounds the heap itself only where NODE_OPTIONS names neither of its two sizes. */
function heapFlags({ NODE_OPTIONS = '' }: Readonly<Record<string, string>>, memoryMb: number): string[] {
  if (/--max-(semi|old)-space-size/.test(NODE_OPTIONS)) return []
  return [`--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`]
}
