// Plain JavaScript, because the launcher needs it too.
import { readFileSync } from 'node:fs'

const WATCH_MS = 500

/**
 * Calls `onGone` once when npm, which started this process, is gone: npm hands a signal to the shell between the two,
 * and the shell dies of it without a word, as both do of SIGKILL. Does nothing for a process that npm didn't start:
 * its parent may leave it running on purpose.
 * @param {() => void} onGone
 */
export function watchNpm(onGone) {
  if (process.env.npm_command === undefined) return
  const before = parents()
  const timer = setInterval(() => {
    if (parents() === before) return
    clearInterval(timer)
    onGone()
  }, WATCH_MS)
  timer.unref()
}

/** The parent and, where that is npm's shell and the system tells it, the shell's own. */
function parents() {
  try {
    const isShell = readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').startsWith('sh\0-c\0')
    const status = isShell ? readFileSync(`/proc/${process.ppid}/status`, 'utf8') : ''
    return `${process.ppid} ${/^PPid:\s+(\d+)$/m.exec(status)?.[1]}`
  } catch {
    return String(process.ppid) // no /proc here
  }
}
