// Plain JavaScript, because the launcher imports it too.
import { readFileSync } from 'node:fs'

const WATCH_MS = 500

/**
 * Calls `onGone` once when npm, which started this process, is gone. npm passes a signal on to the shell between the two
 * only, and the shell dies of it without passing it on; SIGKILL ends both likewise. Does nothing in a process that npm
 * did not start: its parent may leave it running on purpose.
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

/** The parent's pid and, where the parent is npm's shell and the system has /proc, the pid of the shell's parent. */
function parents() {
  try {
    const isShell = readFileSync(`/proc/${process.ppid}/cmdline`, 'utf8').startsWith('sh\0-c\0')
    const status = isShell ? readFileSync(`/proc/${process.ppid}/status`, 'utf8') : ''
    return `${process.ppid} ${/^PPid:\s+(\d+)$/m.exec(status)?.[1]}`
  } catch {
    return String(process.ppid) // no /proc here
  }
}
