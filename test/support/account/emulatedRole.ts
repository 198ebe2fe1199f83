import { ask, elements } from './emulatedAws.ts'
import type { Emulator } from './emulator.ts'

const VERSION = '2010-05-08'

interface Statement {
  readonly Effect: string
  readonly Action: readonly string[]
  readonly Resource: unknown
}

/** A deployed role and what it allows. */
export interface EmulatedRole {
  readonly actions: readonly string[]
  /** Runs something while the role lacks an action, and gives it back afterwards. */
  without<Result>(action: string, run: () => Promise<Result>): Promise<Result>
}

/** The one role whose name begins so, with its one inline policy. */
export async function roleNamed(emulator: Emulator, prefix: string): Promise<EmulatedRole> {
  const iam = (Action: string, more: Record<string, string> = {}) =>
    ask(emulator, 'iam', { form: { Action, Version: VERSION, ...more } })
  const RoleName = elements(await iam('ListRoles'), 'RoleName').find((name) => name.startsWith(prefix))
  if (RoleName === undefined) throw new Error(`expected a role named ${prefix}…`)
  const [PolicyName = ''] = elements(await iam('ListRolePolicies', { RoleName }), 'member')
  const [encoded = ''] = elements(await iam('GetRolePolicy', { RoleName, PolicyName }), 'PolicyDocument')
  const policy: { readonly Statement: readonly Statement[] } = JSON.parse(decodeURIComponent(encoded))

  const put = (Statement: readonly Statement[]) =>
    iam('PutRolePolicy', { RoleName, PolicyName, PolicyDocument: JSON.stringify({ ...policy, Statement }) })
  return {
    actions: policy.Statement.flatMap(({ Action }) => Action),
    async without(action, run) {
      const rest = policy.Statement.map((statement) => ({
        ...statement,
        Action: statement.Action.filter((one) => one !== action),
      }))
      await put(rest.filter(({ Action }) => Action.length > 0))
      try {
        return await run()
      } finally {
        await put(policy.Statement)
      }
    },
  }
}
