import base from '../../jest.config.js'

/** @type {import('jest').Config} */
const config = {
  ...base,
  rootDir: '../..',
  testMatch: ['**/__tests__/slow/*.slow.ts'],
}

export default config
