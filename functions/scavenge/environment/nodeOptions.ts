/**
 * MiB of V8's semi-space, whatever the memory: less costs CPU, more costs memory and saves none (docs/performance.md).
 */
const SEMI_SPACE_MB = 4

/**
 * Share of a function's memory that V8's heap may take. The rest holds what is no heap: code, stacks, sockets' buffers.
 * It is the share that Lambda's runtime itself gives the heap.
 */
const HEAP_SHARE = 0.9

/** Semi-spaces in V8's young generation: two that are copied between, and one for large objects. */
const SEMI_SPACES = 3

/**
 * NODE_OPTIONS of a function with `memoryMb` of memory. It names both sizes of V8's heap: Lambda's runtime sets its own
 * only where it names neither, and V8's default for the other would exceed a small function's memory.
 */
export function nodeOptions(memoryMb: number, semiSpaceMb = SEMI_SPACE_MB): string {
  const oldSpaceMb = Math.floor(memoryMb * HEAP_SHARE) - SEMI_SPACES * semiSpaceMb
  return `--max-semi-space-size=${semiSpaceMb} --max-old-space-size=${oldSpaceMb}`
}
