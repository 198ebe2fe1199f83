/** The states of scavenge.asl.yml that code refers to by name. */
export const STATES = {
  /** Waits until executions that were started at the same moment see each other. */
  yield: 'Yield',
  /** Checks the input and decides. */
  begin: 'Begin',
  /** Waits until the rule's window opens, or until a pass that may still run has drained. */
  window: 'AwaitWindow',
  /** Runs one pass. */
  pass: 'Scavenge',
  /** Starts one shard and waits for its end. */
  shard: 'StartShard',
  /** Adds up what the shards did. */
  gather: 'Gather',
} as const
