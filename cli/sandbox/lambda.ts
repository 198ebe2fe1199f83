import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { Sandbox, type SandboxOptions } from './sandbox.ts'

export interface LambdaOptions extends SandboxOptions {
  /** The environment of the next invocation. When it changes (renewed credentials), a new sandbox replaces the old. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>
  readonly onStart?: (pid: number) => void
}

/**
 * A Lambda function with a concurrency of one. A sandbox stays warm from one invocation to the next; after its process
 * has died, a new one starts. The event and the result go through JSON.
 */
export class Lambda implements AsyncDisposable {
  readonly #options: LambdaOptions
  #sandbox: Sandbox | undefined
  #maxMemoryMb = 0

  constructor(options: LambdaOptions) {
    this.#options = options
  }

  /** MiB: the highest resident memory of any of its processes. */
  get maxMemoryMb(): number {
    return Math.max(this.#maxMemoryMb, this.#sandbox?.maxMemoryMb ?? 0)
  }

  /** The handler's result. Throws LambdaError where the invocation fails. */
  async invoke(event: unknown): Promise<unknown> {
    const sandbox = await this.#warmSandbox()
    return sandbox.invoke(randomUUID(), event)
  }

  /** Kills the sandbox; resolves when its process is gone. */
  async close(): Promise<void> {
    this.#maxMemoryMb = this.maxMemoryMb
    const sandbox = this.#sandbox
    this.#sandbox = undefined
    if (sandbox?.alive) await sandbox.stop()
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #warmSandbox(): Promise<Sandbox> {
    const environment = await this.#options.environment()
    if (this.#sandbox?.alive && isDeepStrictEqual(this.#sandbox.environment, environment)) return this.#sandbox
    await this.close()
    this.#sandbox = Sandbox.start(this.#options, environment)
    if (this.#sandbox.pid !== undefined) this.#options.onStart?.(this.#sandbox.pid)
    return this.#sandbox
  }
}
