import type { Fault } from './sandboxMessages.ts'

/** An invocation that failed: `name` is Lambda's error type, the message is the Cause as Lambda gives it, in JSON. */
export class LambdaError extends Error {
  override readonly name: string
  constructor(fault: Fault) {
    super(JSON.stringify(fault))
    this.name = fault.errorType
  }
}

/** The fault of an invocation that took longer than the function may. */
export function timedOut(requestId: string, timeoutMs: number): Fault {
  return faultOf('Sandbox.Timedout', requestId, `Task timed out after ${(timeoutMs / 1000).toFixed(2)} seconds`)
}

/** The fault of an invocation that used more memory than the function has. */
export function outOfMemory(requestId: string): Fault {
  return faultOf('Runtime.OutOfMemory', requestId, 'Runtime exited with error: signal: killed')
}

/** The fault of an invocation whose process ended; `how` says by which status or signal. */
export function exited(requestId: string, how: string): Fault {
  return faultOf('Runtime.ExitError', requestId, `Runtime exited with error: ${how}`)
}

function faultOf(errorType: string, requestId: string, what: string): Fault {
  return { errorType, errorMessage: `RequestId: ${requestId} Error: ${what}` }
}
