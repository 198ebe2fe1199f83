import type { ConnectionFlags } from './connection.ts'
import type { StageRule } from './names.ts'

/** The `start` command to paste into a shell, with the connection options of the present command. */
export function startCommand({ stage, rule }: StageRule, input: string, connection: ConnectionFlags): string {
  return `npx scavenge start --stage ${stage} --rule ${quoted(rule)} --input ${quoted(input)}${connectionArguments(connection)}`
}

/** The connection options that were given, each after a space; an empty string for none. */
export function connectionArguments({ region, profile, endpointUrl }: ConnectionFlags): string {
  const given = [
    ['--region', region],
    ['--profile', profile],
    ['--endpoint-url', endpointUrl],
  ] as const
  return given.map(([option, value]) => (value === undefined ? '' : ` ${option} ${quoted(value)}`)).join('')
}

/** Quotes an argument for a POSIX shell where it has special characters. */
export function quoted(argument: string): string {
  return /^[\w@%+=:,./-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", `'\\''`)}'`
}
