/** The share of the memory that Lambda's Node runtime gives to the heap. */
const HEAP_SHARE = 0.9

/**
 * Node's flags for a function's process with that environment. Lambda's Node runtime bounds the heap itself only where
 * NODE_OPTIONS names neither of its two sizes.
 */
export function heapFlags({ NODE_OPTIONS = '' }: Readonly<Record<string, string>>, memoryMb: number): string[] {
  if (/--max-(semi|old)-space-size/.test(NODE_OPTIONS)) return []
  return [`--max-old-space-size=${Math.floor(memoryMb * HEAP_SHARE)}`]
}
