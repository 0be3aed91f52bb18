/** Runs the scenarios of `__tests__/transcripts` and writes what they show. Read the difference before you commit it. */
import { runTests } from './verify/run.ts'

process.exitCode = await runTests(['__tests__/transcripts'], { TRANSCRIPTS: 'update' })
