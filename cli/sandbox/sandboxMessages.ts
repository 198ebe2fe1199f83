import type { PassProgress } from '../answer/passAnswer.ts'

/** The messages of a sandbox's IPC channel, between `sandbox.ts` and the process that runs `lambdaWorker.mjs`. */

/** An error as Lambda reports it: Retry and Catch match `errorType`; the whole, as JSON, is the Cause. */
export interface Fault {
  readonly errorType: string
  readonly errorMessage: string
  readonly trace?: readonly string[]
}

/** To the sandbox: one invocation, its event as JSON text. */
export interface Invocation {
  readonly requestId: string
  readonly functionName: string
  readonly memoryMb: number
  readonly event: string
  /** Wall clock, in milliseconds of the epoch. */
  readonly deadlineMs: number
}

/** From the sandbox. `memoryMb` is the highest resident memory so far, in MiB as Lambda's own "Max Memory Used" is. */
export type SandboxMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'memory'; readonly memoryMb: number }
  | { readonly kind: 'progress'; readonly progress: PassProgress }
  | { readonly kind: 'result'; readonly json: string; readonly memoryMb: number }
  | { readonly kind: 'fault'; readonly fault: Fault; readonly memoryMb: number }
  /** The process ends itself after this one: the bundle didn't load, or an error escaped from the handler. */
  | { readonly kind: 'fatal'; readonly fault: Fault }
