/** `npm run long` tries more of what `npm test` tries a little of. */
export const IS_LONG = process.env.LONG_RUNS === 'true'
