import base from '../../jest.config.js'

/** @type {import('jest').Config} */
const config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/__tests__/runner'],
  testMatch: ['**/*.runner.ts'],
  globalSetup: '<rootDir>/__tests__/runner/require-act.ts',
  // A workflow takes seconds; each run of act has a limit of its own below this one.
  testTimeout: 150_000,
}

export default config
