import { readFileSync } from 'node:fs'

// Sums up the Jest JSON reports given as arguments and prints the counts as the last line.
const reports = process.argv.slice(2).map(path => JSON.parse(readFileSync(path, 'utf8')))
const sum = (field: string) => reports.reduce((total, report) => total + Number(report[field]), 0)

// A test file that could not be loaded counts as one failure.
const failed = sum('numFailedTests') + sum('numRuntimeErrorTestSuites')
process.stdout.write(`${sum('numPassedTests')} passed, ${failed} failed\n`)
if (failed > 0 || sum('numPassedTests') === 0) process.exitCode = 1
