import { SingleBar } from 'cli-progress'
import type { LedgerCounts } from '../answer/ledgerCounts.ts'
import type { PassProgress } from '../answer/passAnswer.ts'
import { failingInWords } from './failing.ts'
import { count } from './numbers.ts'

/** What a person sees on standard error while a command runs: one bar on a terminal, lines elsewhere. */
export interface ProgressView {
  /** A line that stays. */
  note(line: string): void
  /** How much of the demo table is loaded. May be called for each batch. */
  showLoading(loaded: number, items: number): void
  /** How far the passes are. May be called for each page. Without `pace`, the rate counts from the first call. */
  show(pass: number, progress: PassProgress, pace?: Pace): void
  /** A sign of life where there is nothing to report: a text beside the bar, nothing elsewhere. */
  beat(text: string): void
  /** Takes the bar away, so that other output can follow. */
  close(): void
}

/** What the rate and the remaining time are computed from. */
interface Pace {
  readonly elapsedMs: number
  /** Items deleted and segments done before that time began. */
  readonly deleted: number
  readonly segmentsDone: number
}

/** Off a terminal, progress takes at most one line in this time. */
const LINE_EVERY_MS = 1000

export function progressView(stream: NodeJS.WritableStream & { isTTY?: boolean } = process.stderr): ProgressView {
  return stream.isTTY ? barView(stream) : lineView(stream)
}

function lineView(stream: NodeJS.WritableStream): ProgressView {
  const paceOf = paceFromFirst()
  const write = (line: string) => stream.write(`${line}\n`)
  const writeNowAndThen = atMostEvery(LINE_EVERY_MS, write)
  return {
    note: write,
    showLoading: (loaded) => writeNowAndThen(`${count(loaded)} items made`),
    show: (pass, progress, pace) => writeNowAndThen(passSentence(pass, progress, pace ?? paceOf(progress))),
    beat() {},
    close() {},
  }
}

function barView(stream: NodeJS.WritableStream): ProgressView {
  const paceOf = paceFromFirst()
  const format = '{bar} {percentage}% {text}'
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true, fps: 5, barsize: 20 })
  let running = false
  let [total, done, passText, text] = [1, 0, '', '']
  const draw = () => {
    if (!running) bar.start(total, done, { text })
    running = true
    bar.setTotal(total)
    bar.update(done, { text })
  }
  const close = () => {
    if (running) bar.stop()
    running = false
  }
  return {
    note(line) {
      const wasRunning = running
      close()
      stream.write(`${line}\n`)
      if (wasRunning) draw()
    },
    showLoading(loaded, items) {
      ;[total, done, text] = [items, loaded, `${count(loaded)} of ${count(items)} items made`]
      draw()
    },
    show(pass, progress, pace) {
      passText = passSentence(pass, progress, pace ?? paceOf(progress))
      ;[total, done, text] = [progress.totalSegments, progress.segmentsDone, passText]
      draw()
    },
    beat(life) {
      text = passText === '' ? life : `${passText}; ${life}`
      draw()
    },
    close,
  }
}

/** Drops the lines that come within `everyMs` of the last one written. */
function atMostEvery(everyMs: number, write: (line: string) => void): (line: string) => void {
  let lastMs = Number.NEGATIVE_INFINITY
  return (line) => {
    const nowMs = performance.now()
    if (nowMs - lastMs < everyMs) return
    lastMs = nowMs
    write(line)
  }
}

/** The pace since the first progress that it is asked about: what was done by then is not part of the rate. */
function paceFromFirst(): (progress: PassProgress) => Pace {
  let first: (Omit<Pace, 'elapsedMs'> & { readonly atMs: number }) | undefined
  return ({ ledger, segmentsDone }) => {
    first ??= { atMs: performance.now(), deleted: doneIn(ledger), segmentsDone }
    return { ...first, elapsedMs: performance.now() - first.atMs }
  }
}

/** Items deleted, or on a dry run those that would be. */
function doneIn({ deleted, wouldDelete = 0 }: LedgerCounts): number {
  return deleted ?? wouldDelete
}

function passSentence(pass: number, progress: PassProgress, pace: Pace): string {
  const { ledger, segmentsDone, totalSegments, failing = [] } = progress
  const { elapsedMs } = pace
  const done = doneIn(ledger)
  const what = ledger.deleted === undefined ? 'would be deleted' : 'deleted'
  const rate = elapsedMs > 0 ? Math.round(((done - pace.deleted) * 1000) / elapsedMs) : 0
  const newlyDone = segmentsDone - pace.segmentsDone
  const leftMs = newlyDone > 0 ? (elapsedMs * (totalSegments - segmentsDone)) / newlyDone : undefined
  // Where requests fail and nothing was deleted, the pace so far says nothing of the time that is left.
  const isPaceless = leftMs === undefined || (failing.length > 0 && done === pace.deleted)
  return [
    `pass ${pass}: ${count(ledger.scanned ?? 0)} items read`,
    `${count(done)} ${what}`,
    `${count(rate)}/s`,
    `${segmentsDone} of ${totalSegments} segments`,
    ...(isPaceless ? [] : [`about ${Math.ceil(leftMs / 1000)} s left`]),
    ...(failing.length > 0 ? [failingInWords(failing)] : []),
  ].join(', ')
}
