// Runs the steps in the pictures of the documentation, and writes their texts and pictures to `docs/images`. Look at the difference before you commit it.
import { runTests } from './verify/run-node.ts'

process.exitCode = await runTests(['--config', '__tests__/slow/jest.config.js', 'slow/pictures'], {
  PICTURES: 'update',
})
