import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type Bite, holdsOnce, readBites } from './faults/bites.ts'

// Takes code away, in a copy of the working tree, and expects the tests of the faults that it is for to fail. Ids as
// arguments choose among the bites. Fails when a test passes without its code.
const root = fileURLToPath(new URL('../', import.meta.url))
const chosen = process.argv.slice(2)
const bites = readBites(readFileSync(join(root, 'scripts/faults/bites.json'), 'utf8')).filter(
  ({ id }) => chosen.length === 0 || chosen.includes(id),
)

/** What jest found: how many tests of the entry passed and failed, and whether it could load them at all. */
interface Found {
  readonly passed: number
  readonly failed: number
  readonly isLoaded: boolean
}

function copyTree(): string {
  const copy = mkdtempSync(join(tmpdir(), 'await-export-bite-'))
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
  for (const file of files.split('\0').filter(name => name !== ''))
    cpSync(join(root, file), join(copy, file), { verbatimSymlinks: true })
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'))
  return copy
}

function found(copy: string, { id, test }: Bite): Found {
  const report = join(copy, 'report.json')
  rmSync(report, { force: true })
  const jest = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js']
  // What a test without its code leaves open must not keep the run.
  const choice = [test, '-t', `(^| )${id} `, '--forceExit', '--json', `--outputFile=${report}`]
  spawnSync(process.execPath, [...jest, ...choice], { cwd: copy, stdio: 'ignore' })
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(report, 'utf8'),
  )
  return { passed: numPassedTests, failed: numFailedTests, isLoaded: numRuntimeErrorTestSuites === 0 }
}

function build(copy: string): void {
  execFileSync('npm', ['run', 'build'], { cwd: copy, stdio: 'ignore' })
}

/** Runs a test without its code; the code is back afterwards. */
function bitten(copy: string, bite: Bite): Found {
  const path = join(copy, bite.file)
  const source = readFileSync(path, 'utf8')
  if (!holdsOnce(source, bite)) throw new Error(`${bite.file} does not hold once: ${bite.find}`)
  try {
    writeFileSync(
      path,
      source.replace(bite.find, () => bite.replace),
    )
    if (bite.bundle) build(copy)
    return found(copy, bite)
  } finally {
    writeFileSync(path, source)
  }
}

function judged(copy: string, bite: Bite): string {
  if (bite.bundle) build(copy)
  const whole = found(copy, bite)
  if (whole.passed === 0 || whole.failed > 0) return 'does not pass with its code'
  const { failed, isLoaded } = bitten(copy, bite)
  if (!isLoaded) return 'could not be loaded'
  return failed > 0 ? '' : 'PASSES WITHOUT ITS CODE'
}

const copy = copyTree()
try {
  for (const bite of bites) {
    const problem = judged(copy, bite)
    if (problem !== '') process.exitCode = 1
    const cells = [bite.id, (problem || 'fails without it').padEnd(24), bite.file.padEnd(32), bite.test]
    process.stdout.write(`${cells.join('  ')}\n`)
  }
} finally {
  rmSync(copy, { recursive: true, force: true })
}
process.stdout.write(`${bites.length} pieces of code taken away\n`)
