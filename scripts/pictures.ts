// Runs the first scene of the demo, and writes its texts and pictures to `docs/images`. Look at the difference before you commit it.
import { runTests } from './verify/run-node.ts'

process.exitCode = await runTests(['--testMatch=**/__tests__/slow/pictures.slow.ts'], { PICTURES: 'update' })
