import { SingleBar } from 'cli-progress'
import type { PassProgress } from '../answer/passAnswer.ts'

/** What a person who waits sees, on standard error: a bar on a terminal, otherwise lines. */
export interface ProgressView {
  /** A line that stays. */
  note(line: string): void
  /** A line that is worth showing once a second at most. */
  passing(line: string): void
  /** The passes as they stand; called as often as the engine reports. Without `pace`, it began at the first call. */
  show(pass: number, progress: PassProgress, pace?: Pace): void
  /** A sign of life between two reports: beside the bar, and nowhere else. */
  beat(text: string): void
  /** Takes the bar away, so that other output can follow. */
  close(): void
}

/** What the rate and the time that is left go by. */
interface Pace {
  readonly elapsedMs: number
  /** What had been deleted, and how many segments had been done, before that time began. */
  readonly deleted: number
  readonly segmentsDone: number
}

const LINE_EVERY_MS = 1000

export function progressView(stream: NodeJS.WritableStream & { isTTY?: boolean } = process.stderr): ProgressView {
  return stream.isTTY ? barView(stream) : lineView(stream)
}

function lineView(stream: NodeJS.WritableStream): ProgressView {
  let startMs: number | undefined
  const passing = onceASecond((line) => stream.write(`${line}\n`))
  return {
    note: (line) => stream.write(`${line}\n`),
    passing,
    show(pass, progress, pace) {
      startMs ??= performance.now()
      passing(sentence(pass, progress, pace ?? sinceThen(startMs)))
    },
    beat() {},
    close() {},
  }
}

function barView(stream: NodeJS.WritableStream): ProgressView {
  let startMs: number | undefined
  const format = '{bar} {percentage}% {text}'
  const bar = new SingleBar({ stream, format, hideCursor: true, clearOnComplete: true, fps: 5, barsize: 20 })
  let running = false
  let [total, done, shown, text] = [1, 0, '', '']
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
  const note = (line: string) => {
    const wasRunning = running
    close()
    stream.write(`${line}\n`)
    if (wasRunning) draw()
  }
  return {
    note,
    passing: onceASecond(note),
    show(pass, progress, pace) {
      startMs ??= performance.now()
      shown = sentence(pass, progress, pace ?? sinceThen(startMs))
      ;[total, done, text] = [progress.totalSegments, progress.segmentsDone, shown]
      draw()
    },
    beat(life) {
      text = shown === '' ? life : `${shown}; ${life}`
      draw()
    },
    close,
  }
}

function onceASecond(write: (line: string) => void): (line: string) => void {
  let lastMs = Number.NEGATIVE_INFINITY
  return (line) => {
    const nowMs = performance.now()
    if (nowMs - lastMs < LINE_EVERY_MS) return
    lastMs = nowMs
    write(line)
  }
}

function sinceThen(startMs: number): Pace {
  return { elapsedMs: performance.now() - startMs, deleted: 0, segmentsDone: 0 }
}

function sentence(pass: number, progress: PassProgress, pace: Pace): string {
  const { ledger, segmentsDone, totalSegments } = progress
  const { elapsedMs } = pace
  const done = ledger.deleted ?? ledger.wouldDelete ?? 0
  const what = ledger.deleted === undefined ? 'would be deleted' : 'deleted'
  const rate = Math.round(((done - pace.deleted) * 1000) / elapsedMs)
  const newly = segmentsDone - pace.segmentsDone
  const left = newly > 0 ? (elapsedMs * (totalSegments - segmentsDone)) / newly : undefined
  return [
    `pass ${pass}: ${count(ledger.scanned ?? 0)} items read`,
    `${count(done)} ${what}`,
    `${count(rate)}/s`,
    `${segmentsDone} of ${totalSegments} segments`,
    ...(left === undefined ? [] : [`about ${Math.ceil(left / 1000)} s left`]),
  ].join(', ')
}

/** A number as people read it: 130,000. */
export function count(value: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: 1 })
}
