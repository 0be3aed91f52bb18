import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { coverageOf, idsIn, pageOf, readCatalogue, readReport } from './faults-page.ts'

// Writes docs/faults.md from the Jest JSON reports given as arguments; with --check it only checks whether the page is up
// to date. Prints how many catalogue entries have a passing test, and fails if one has none.
const root = new URL('../', import.meta.url)
const page = new URL('docs/faults.md', root)
const text = (path: string | URL) => readFileSync(path, 'utf8')

const paths = process.argv.slice(2).filter(argument => argument !== '--check')
const catalogue = readCatalogue(text(new URL('docs/faults.json', root)))
const coverage = coverageOf(
  paths.map(path => readReport(text(path))),
  fileURLToPath(root),
)

const ids = idsIn(catalogue)
const untested = ids.filter(id => !coverage.get(id)?.length)
const unknown = [...coverage.keys()].filter(id => !ids.includes(id))
const wanted = pageOf(catalogue, coverage)

function fail(message: string): void {
  process.stderr.write(`${message}\n`)
  process.exitCode = 1
}

if (!process.argv.includes('--check')) writeFileSync(page, wanted)
else if (text(page) !== wanted)
  fail('docs/faults.md is out of date. Run: npm run faults -- <Jest JSON reports>')
if (untested.length > 0) fail(`Without a passing test: ${untested.join(', ')}`)
if (unknown.length > 0) fail(`Used in a test title, but missing in docs/faults.json: ${unknown.join(', ')}`)
process.stdout.write(
  `${ids.length - untested.length} of ${ids.length} catalogue entries have a passing test\n`,
)
