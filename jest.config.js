import { availableParallelism } from 'node:os'

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
  globalSetup: '<rootDir>/test/support/shared/setUp.ts', // what is slow to start is started once
  globalTeardown: '<rootDir>/test/support/shared/tearDown.ts',
  testSequencer: '<rootDir>/test/support/shared/slowFirst.mjs',
  maxWorkers: availableParallelism() * 2, // a test of an engine or a command often waits for a process or for a pass
  testTimeout: 180_000, // ends a test that hangs, also where other work takes the cores
}
