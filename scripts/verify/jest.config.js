import base from '../../jest.config.js'

/** @type {import('jest').Config} */
const config = {
  ...base,
  rootDir: '../..',
  roots: ['<rootDir>/__tests__'],
  setupFilesAfterEnv: ['<rootDir>/scripts/verify/mutation-setup.ts'],
}

export default config
