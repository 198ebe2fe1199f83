import type { Command } from 'commander'
import { withConnectionOptions } from '../../executions/connectionOptions.ts'
import type { Exit } from '../../shell/exitCodes.ts'
import { checkedOutput, withOutputOption } from '../stop/command.ts'
import type { StopFlags } from '../stop/nextStart.ts'

/** `scavenge pause` */
export function addPause(program: Command, exit: Exit): void {
  withOutputOption(withConnectionOptions(program.command('pause <arn>')), "the file's name")
    .description('stop an execution, to continue it later: resume with the same ARN continues from its last token')
    .action(async (arn: string, flags: StopFlags) => {
      const checked = checkedOutput(flags)
      const { runPause } = await import('./runPause.ts')
      return exit(await runPause(arn, checked))
    })
}
