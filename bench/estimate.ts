import { fileURLToPath } from 'node:url'
import type { Estimate } from '../functions/scavenge/estimate/estimate.ts'
import { execute } from './run.ts'
import { unlimitedTable } from './scenarios/context.ts'
import { RULE_FILE } from './seedRule.ts'
import type { Server } from './server/server.ts'

const COMMAND = fileURLToPath(new URL('../cli/main.ts', import.meta.url))

/** Writes the process's highest resident memory, in KB, as the last line of its standard error. */
const SHOW_MEMORY = 'data:text/javascript,process.on("exit",()=>console.error(process.resourceUsage().maxRSS))'

/** `npx scavenge estimate` on tables of these sizes: what it says, how long it takes and what it needs, as a table. */
export async function estimates(
  server: Server,
  sizes: readonly number[],
  note: (line: string) => void,
): Promise<string> {
  const rows: string[] = []
  for (const items of sizes) {
    await server.make(unlimitedTable(items))
    const startMs = performance.now()
    const { estimate, maxMemoryMb } = await estimateAt(server.url)
    const seconds = (performance.now() - startMs) / 1_000
    const { items: found, candidates, sampled } = estimate
    const holds = found.low <= items && items <= found.high
    rows.push(
      `| ${[items, found.low, found.high, candidates.low, candidates.high, sampled.items].map(whole).join(' | ')} | ` +
        `${holds ? 'yes' : 'NO'} | ${seconds.toFixed(1)} | ${maxMemoryMb.toFixed(0)} |`,
    )
    note(`estimate: ${whole(items)} items: ${seconds.toFixed(1)} s, ${maxMemoryMb.toFixed(0)} MB`)
  }
  const head = 'items | low | high | candidates low | high | items read | holds the truth | s | MB'
  return [`| ${head} |`, `|${' ---: |'.repeat(head.split('|').length)}`, ...rows].join('\n')
}

async function estimateAt(url: string): Promise<{ readonly estimate: Estimate; readonly maxMemoryMb: number }> {
  const args = [`--import=${SHOW_MEMORY}`, COMMAND, 'estimate', '--rule', RULE_FILE, '--endpoint', url, '--json']
  const { stdout, stderr } = await execute([process.execPath, ...args], process.env)
  return { estimate: JSON.parse(stdout), maxMemoryMb: Number(stderr.trim().split('\n').at(-1)) / 1_024 }
}

function whole(value: number): string {
  return value.toLocaleString('en-US')
}
