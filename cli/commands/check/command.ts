import type { Command } from 'commander'
import type { Exit } from '../../shell/exitCodes.ts'

/** `scavenge check` */
export function addCheck(program: Command, exit: Exit): void {
  program
    .command('check')
    .description('check rule files for mistakes, warn of what looks wrong, and try their examples')
    .argument('[file...]', "rule files (default: all in the project's folder rules)")
    .option('--json', 'print one JSON value on standard output')
    .action(async (files: readonly string[], { json = false }: { readonly json?: boolean }) => {
      const { runCheck } = await import('./runCheck.ts')
      return exit(runCheck(files, json))
    })
}
