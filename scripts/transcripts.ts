// Runs the scenarios of `__tests__/transcripts` and writes the transcripts. Review the diff before you commit it.
import { runTests } from './verify/run-node.ts'

process.exitCode = await runTests(['__tests__/transcripts'], { TRANSCRIPTS: 'update' })
