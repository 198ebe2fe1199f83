import type { ConnectionFlags } from './connection.ts'
import type { StageRule } from './names.ts'

/** A command that a person can paste into a shell, with the connection that this one was given. */
export function startCommand({ stage, rule }: StageRule, input: string, connection: ConnectionFlags): string {
  return `npx scavenge start --stage ${stage} --rule ${quoted(rule)} --input ${quoted(input)}${connectionArguments(connection)}`
}

export function connectionArguments({ region, profile, endpointUrl }: ConnectionFlags): string {
  const given = [
    ['--region', region],
    ['--profile', profile],
    ['--endpoint-url', endpointUrl],
  ] as const
  return given.map(([option, value]) => (value === undefined ? '' : ` ${option} ${quoted(value)}`)).join('')
}

/** For a POSIX shell: as it stands where nothing in it is special, else in single quotes. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
