#!/usr/bin/env node
// Plain JavaScript, because it must start on any Node that the host has. The project's own Node runs the TypeScript.
import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { watchNpm } from './shell/parentWatch.mjs'

const pathOf = (relative) => fileURLToPath(new URL(relative, import.meta.url))
const pinned = JSON.parse(readFileSync(pathOf('../package.json'), 'utf8')).devDependencies.node
const majorOf = (version) => Number.parseInt(version, 10)

if (majorOf(process.versions.node) >= majorOf(pinned)) {
  await import('./main.ts')
} else {
  const node = pathOf('../node_modules/node/bin/node')
  if (existsSync(node)) runOn(node)
  else {
    console.error(`scavenge needs Node ${majorOf(pinned)}, this is ${process.version}: run npm ci, which brings it`)
    process.exitCode = 1
  }
}

/** Runs the command on that Node. The child sees its IPC channel close if this process is killed by SIGKILL. */
function runOn(node) {
  const child = spawn(node, [pathOf('./main.ts'), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  watchNpm(() => child.kill('SIGTERM'))
  child.on('error', (error) => {
    console.error(`scavenge can't start ${node}: ${error.message}`)
    process.exitCode = 1
  })
  child.on('exit', (code, signal) => {
    if (signal === null) process.exit(code ?? 1)
    process.removeAllListeners(signal)
    process.kill(process.pid, signal)
  })
}
