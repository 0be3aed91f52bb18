/** @type {import('jest').Config} */
const config = {
  testEnvironment: 'node',
  // Much of the time is spent waiting for child processes.
  maxWorkers: 5,
  // Only ends what hangs: waiting is virtual, but a busy machine may take long for anything.
  testTimeout: 60_000,
  roots: ['<rootDir>/__tests__'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '^.+\\.ts$': '<rootDir>/scripts/strip-types.js' },
  collectCoverageFrom: ['src/**/*.ts', '!src/index.ts'],
  coverageProvider: 'v8',
  coverageReporters: ['text', 'text-summary'],
  coverageThreshold: { global: { branches: 95 } },
}

export default config
