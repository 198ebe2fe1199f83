/**
 * Seconds that an invocation may take: Lambda's own limit. scavenge.asl.yml repeats it in the tasks' TimeoutSeconds (60
 * more) and in the wait before it retries a pass that may still run. definition.test.ts compares them.
 */
export const FUNCTION_TIMEOUT_SECONDS = 900
