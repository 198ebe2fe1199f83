/** See parentWatch.mjs. */
export function watchNpm(onGone: () => void): void
