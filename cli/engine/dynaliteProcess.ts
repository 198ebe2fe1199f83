/** The embedded engine's process: dynalite in memory on a free port of the loopback. It ends with its parent. */
import { createRequire } from 'node:module'
import type { Server } from 'node:net'

interface DynaliteOptions {
  readonly createTableMs: number
  readonly deleteTableMs: number
}

// dynalite is CommonJS without types.
const dynalite: (options: DynaliteOptions) => Server = createRequire(import.meta.url)('dynalite')

process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole process group, but the parent decides when the engine ends.
process.on('SIGINT', () => {})

const server = dynalite({ createTableMs: 0, deleteTableMs: 0 })
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})
