// @ts-check
/**
 * The sandbox's own process: it loads the bundle named on its command line, then serves one invocation at a time, as
 * Lambda's Node runtime does. It ends with its parent. It is plain JavaScript because stripping types would take 18 MiB
 * of the process whose memory is measured.
 *
 * @import { PassProgress } from '../answer/passAnswer.ts'
 * @import { Fault, Invocation, SandboxMessage } from './sandboxMessages.ts'
 */
import { subscribe } from 'node:diagnostics_channel'
import { readFileSync } from 'node:fs'
import { pathToFileURL } from 'node:url'

/** Lambda's limit of a synchronous response: 6 MB and the size of its envelope. */
const MAX_RESPONSE_BYTES = 6_291_556
const MEMORY_REPORT_MS = 100
/** The pass reports each page and batch, more often than a person can read. */
const PROGRESS_MS = 200

/** @typedef {(event: unknown, context: object) => Promise<unknown>} Handler */

/** @type {(message: SandboxMessage, sent?: () => void) => void} */
const send = (message, sent) => process.send?.(message, undefined, undefined, sent)

process.on('disconnect', () => process.exit(1))
process.on('uncaughtException', (error) => dieOf(faultOf(error)))
process.on('unhandledRejection', (reason) =>
  dieOf({ errorType: 'Runtime.UnhandledPromiseRejection', errorMessage: String(reason) }),
)
// This channel is the only report of a pass between its start and its end. What comes too early for a message is sent at
// its end unless something newer comes, because nothing else may follow for a long time.
let progressMs = Number.NEGATIVE_INFINITY
/** @type {PassProgress | undefined} */
let heldBack
subscribe('scavenge:progress', (progress) => {
  const dueMs = progressMs + PROGRESS_MS - performance.now()
  if (heldBack === undefined) setTimeout(sendProgress, Math.max(0, dueMs)).unref()
  heldBack = /** @type {PassProgress} */ (progress)
})

function sendProgress() {
  if (heldBack === undefined) return
  progressMs = performance.now()
  send({ kind: 'progress', progress: heldBack })
  heldBack = undefined
}

const handler = await load(process.argv[2])
process.on('message', (invocation) => void serve(/** @type {Invocation} */ (invocation)))
setInterval(() => send({ kind: 'memory', memoryMb: residentMb() }), MEMORY_REPORT_MS).unref()
send({ kind: 'ready' })

/**
 * @param {string | undefined} bundle
 * @returns {Promise<Handler>}
 */
async function load(bundle) {
  try {
    /** @type {{ handler?: unknown }} */
    const loaded = await import(pathToFileURL(String(bundle)).href)
    if (typeof loaded.handler === 'function') return /** @type {Handler} */ (loaded.handler)
    dieOf({ errorType: 'Runtime.HandlerNotFound', errorMessage: 'the bundle exports no function named handler' })
  } catch (error) {
    dieOf(faultOf(error))
  }
  return new Promise(() => {})
}

/** @param {Invocation} invocation */
async function serve({ requestId, functionName, memoryMb, event, deadlineMs }) {
  const context = {
    awsRequestId: requestId,
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: `arn:aws:lambda:${process.env.AWS_REGION}:000000000000:function:${functionName}`,
    memoryLimitInMB: String(memoryMb),
    getRemainingTimeInMillis: () => deadlineMs - Date.now(),
  }
  try {
    const result = await handler(JSON.parse(event), context)
    sendProgress()
    send(answerOf(result))
  } catch (error) {
    send({ kind: 'fault', fault: faultOf(error), memoryMb: residentMb() })
  }
}

/**
 * @param {unknown} result
 * @returns {SandboxMessage}
 */
function answerOf(result) {
  const memoryMb = residentMb()
  /** @type {(errorType: string, errorMessage: string) => SandboxMessage} */
  const faulty = (errorType, errorMessage) => ({
    kind: 'fault',
    fault: { errorType, errorMessage },
    memoryMb,
  })
  let json
  try {
    json = JSON.stringify(result) ?? 'null'
  } catch (error) {
    return faulty('Runtime.MarshalError', `Unable to stringify response body: ${faultOf(error).errorMessage}`)
  }
  if (Buffer.byteLength(json) <= MAX_RESPONSE_BYTES) return { kind: 'result', json, memoryMb }
  return faulty(
    'Function.ResponseSizeTooLarge',
    `Response payload size exceeded maximum allowed payload size (${MAX_RESPONSE_BYTES} bytes).`,
  )
}

/**
 * @param {unknown} error
 * @returns {Fault}
 */
function faultOf(error) {
  if (!(error instanceof Error)) return { errorType: typeof error, errorMessage: String(error), trace: [] }
  return { errorType: error.name, errorMessage: error.message, trace: error.stack?.split('\n') ?? [] }
}

/** @param {Fault} fault */
function dieOf(fault) {
  send({ kind: 'fatal', fault }, () => process.exit(1))
}

/**
 * The kernel's own high-water mark, on Linux. `process.resourceUsage().maxRSS` would be too high there: a forked process
 * takes over its parent's mark.
 */
function residentMb() {
  if (process.platform !== 'linux') return process.memoryUsage.rss() / 2 ** 20
  const highWaterKib = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1]
  return Number(highWaterKib) / 1024
}
