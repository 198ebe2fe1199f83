/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/deployed/'], // `npm run e2e` runs those: they need Python
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2024', parser: { syntax: 'typescript' } }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/\\.(build|serverless|esbuild|stryker-tmp)/'],
  maxWorkers: '100%', // by default one core of two would stand idle
  testTimeout: 180_000, // ends a test that hangs, also where other work takes the cores
}
