/** The embedded engine's process: dynalite in memory on a free port of the loopback. It ends with its parent. */
import { makeDynalite } from './dynalite.ts'

process.on('disconnect', () => process.exit(0))
// Ctrl-C reaches the whole process group, but the parent decides when the engine ends.
process.on('SIGINT', () => {})

const server = makeDynalite({ createTableMs: 0, deleteTableMs: 0 })
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.({ port: address.port })
})
