/**
 * The errors that repeating a pass cannot mend. Each has a literal name, because the state machine's first retrier
 * and its catchers match on it (the bundle is minified, so a class's own name would not survive). A message says what
 * was expected, what was there and what to do, and never holds a key's value.
 */
export abstract class ScavengeError extends Error {
  abstract override readonly name: string
}

/** The execution input has a field that is not allowed, a wrong value, or one that contradicts its token. */
export class InvalidInput extends ScavengeError {
  override readonly name = 'InvalidInput'
}

/** One thing that is refused: the field's path in the file, and what was expected and found there. */
export interface Refusal {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

/** The rule can't be loaded, or DynamoDB refuses its filter. */
export class InvalidRule extends ScavengeError {
  override readonly name = 'InvalidRule'
  /** What is refused field by field; empty where the file as a whole is refused. */
  readonly refusals: readonly Refusal[]
  constructor(message: string, { refusals = [], ...options }: ErrorOptions & { refusals?: readonly Refusal[] } = {}) {
    super(message, options)
    this.refusals = refusals
  }
}

/** The token is damaged, edited, of another version, or bound to another table, rule or kind of run. */
export class InvalidContinuationToken extends ScavengeError {
  override readonly name = 'InvalidContinuationToken'
}

/** Nobody has confirmed what the rule deletes from this table. */
export class Unconfirmed extends ScavengeError {
  override readonly name = 'Unconfirmed'
}

/** The rule does not delete what it did when this execution began, or not in the same table. */
export class RuleChanged extends ScavengeError {
  override readonly name = 'RuleChanged'
}

/** The table does not exist, or was deleted or made again while an execution worked on it. */
export class TableNotFound extends ScavengeError {
  override readonly name = 'TableNotFound'
}

/** AWS denies an action to the credentials in use. */
export class AccessDenied extends ScavengeError {
  override readonly name = 'AccessDenied'
  /** What AWS called it, such as AccessDeniedException. */
  readonly code: string
  constructor(message: string, code = '') {
    super(message)
    this.code = code
  }
}

/** The table is a global table, where a condition holds in one Region only. */
export class ReplicatedTable extends ScavengeError {
  override readonly name = 'ReplicatedTable'
}

/** The endpoint is an engine that ignores a filter or a condition. */
export class UnsafeEngine extends ScavengeError {
  override readonly name = 'UnsafeEngine'
}

/** An execution would do, or has done, more than a guard allows, or a guard's requirement does not hold. */
export class GuardTripped extends ScavengeError {
  override readonly name = 'GuardTripped'
}

/** Shards of an execution ended without having finished their part. */
export class ShardsFailed extends ScavengeError {
  override readonly name = 'ShardsFailed'
}

/**
 * No delete was acknowledged and no checkpoint moved for ten times the length of a pass, or a round of shards settled
 * nothing.
 */
export class NoProgress extends ScavengeError {
  override readonly name = 'NoProgress'
}

/** Every name above: what the state machine's first retrier lists with `MaxAttempts: 0`. */
export const ERROR_NAMES = [
  'InvalidInput',
  'InvalidRule',
  'InvalidContinuationToken',
  'Unconfirmed',
  'RuleChanged',
  'TableNotFound',
  'AccessDenied',
  'ReplicatedTable',
  'UnsafeEngine',
  'GuardTripped',
  'ShardsFailed',
  'NoProgress',
] as const satisfies readonly string[]
