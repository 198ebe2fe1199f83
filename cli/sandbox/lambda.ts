import { randomUUID } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { Sandbox, type SandboxOptions } from './sandbox.ts'

export interface LambdaOptions extends SandboxOptions {
  /** The environment of the next invocation. A sandbox whose environment is another (renewed credentials) is replaced. */
  readonly environment: () => Promise<Readonly<Record<string, string>>>
  readonly onStart?: (pid: number) => void
}

/**
 * A Lambda function with a concurrency of one: a sandbox stays warm from one invocation to the next, and a new one
 * starts after a death. The event and the result go through JSON. Throws what Sandbox throws.
 */
export class Lambda {
  readonly #options: LambdaOptions
  #sandbox: Sandbox | undefined
  #maxMemoryMb = 0

  constructor(options: LambdaOptions) {
    this.#options = options
  }

  /** MiB, the highest resident memory that any of its processes had. */
  get maxMemoryMb(): number {
    return Math.max(this.#maxMemoryMb, this.#sandbox?.maxMemoryMb ?? 0)
  }

  async invoke(event: unknown): Promise<unknown> {
    const sandbox = await this.#warm()
    return sandbox.invoke(randomUUID(), event)
  }

  /** Kills what runs; resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#maxMemoryMb = this.maxMemoryMb
    const sandbox = this.#sandbox
    this.#sandbox = undefined
    if (sandbox?.alive) await sandbox.stop()
  }

  async #warm(): Promise<Sandbox> {
    const environment = await this.#options.environment()
    if (this.#sandbox?.alive && isDeepStrictEqual(this.#sandbox.environment, environment)) return this.#sandbox
    await this.close()
    this.#sandbox = new Sandbox(this.#options, environment)
    if (this.#sandbox.pid !== undefined) this.#options.onStart?.(this.#sandbox.pid)
    return this.#sandbox
  }
}
