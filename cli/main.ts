import { Command, CommanderError } from 'commander'
import { addCommands } from './commands/commands.ts'
import { exitAfterOutput } from './shell/exit.ts'
import { FAILED, SUCCEEDED, WRONG_USAGE } from './shell/exitCodes.ts'
import { Interrupted, RunFailure, UsageError } from './shell/failure.ts'

const program = new Command('scavenge')
  .description('Deletes old items from a DynamoDB table, by a rule')
  .exitOverride()
  .configureOutput({ writeErr: () => {} })
const exit = exitAfterOutput(process)
addCommands(program, exit)

try {
  await program.parseAsync()
} catch (error) {
  const { code, message } = endOf(error)
  if (message !== undefined) console.error(message)
  await exit(code)
}

interface End {
  readonly code: number
  /**
   * One line for wrong usage and for a failure with a name; none for an interruption. Any other error is a defect and
   * keeps its stack.
   */
  readonly message?: unknown
}

function endOf(error: unknown): End {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? { code: SUCCEEDED } : { code: WRONG_USAGE, message: usageLine(error) }
  }
  if (error instanceof Interrupted) return { code: error.exitCode }
  if (error instanceof UsageError) return { code: WRONG_USAGE, message: error.message }
  if (error instanceof RunFailure) return { code: FAILED, message: `${error.name}: ${error.message}` }
  return { code: FAILED, message: error }
}

function usageLine({ code, message }: CommanderError): string {
  const wrong = code === 'commander.help' ? 'expected a command, found none' : oneLine(message)
  return `${wrong}; npx scavenge --help lists the commands, and npx scavenge COMMAND --help a command's options`
}

/** Commander's messages begin with "error: ", end with a full stop, and may take two lines. */
function oneLine(message: string): string {
  return message
    .replace(/^error: /, '')
    .replaceAll('\n', ' ')
    .replace(/\.$/, '')
}
