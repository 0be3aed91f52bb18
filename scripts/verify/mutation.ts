/**
 * Mutation testing of the code whose mistakes would cost most: waiting, retries, redirects, secrets and file names. Names of
 * groups as arguments choose among them.
 */
import { writeFile } from 'node:fs/promises'
import { Stryker } from '@stryker-mutator/core'
import { type Figure, report } from './figures.ts'

const LEAST_PERCENT = 85

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

/** Code that is tried together. Every mutant of it runs all files of its tests, so they are the fewest that show it. */
interface Group {
  readonly name: string
  readonly code: readonly string[]
  /** Without folder and extension. */
  readonly tests: readonly string[]
}

const GROUPS: readonly Group[] = [
  { name: 'policy of waiting', code: ['src/polling/*.ts'], tests: ['polling/*'] },
  {
    name: 'retries, redirects, credentials and failures',
    code: ['src/http/{retry-after,redirects,credential,failure}.ts'],
    tests: ['http/{error-responses,failure,login,redirects,renewal,retry-after,session,token}'],
  },
  { name: 'retries of downloads', code: ['src/download/retry.ts'], tests: ['download/retry'] },
  { name: 'retries of uploads', code: ['src/artifact/attempts.ts'], tests: ['artifact/attempts'] },
  { name: 'redaction', code: ['src/secrets/*.ts'], tests: ['secrets/*'] },
  { name: 'file names', code: ['src/download/file-name.ts'], tests: ['download/file-name'] },
]

/** Where survivors are listed, for those who want to end them. */
const SURVIVORS = '.tmp/survivors.txt'

const KILLED: readonly string[] = ['Killed', 'Timeout']
const ALIVE: readonly string[] = ['Survived', 'NoCoverage']

function mutate({ code, tests }: Group): Promise<MutantResult[]> {
  const stryker = new Stryker({
    mutate: [...code],
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    jest: {
      configFile: 'scripts/verify/jest.config.js',
      config: { testMatch: tests.map(path => `<rootDir>/__tests__/${path}.test.ts`) },
      enableFindRelatedTests: false,
    },
    coverageAnalysis: 'perTest',
    tsconfigFile: 'none',
    ignorePatterns: ['/dist', '/lib', '/docs', '/coverage', '/.github', '/.tools', '/.tmp'],
    concurrency: 2,
    timeoutMS: 2_000,
    tempDirName: '.tmp/stryker',
    reporters: ['progress-append-only'],
  })
  return stryker.runMutationTest()
}

function figureOf(name: string, mutants: readonly MutantResult[]): Figure {
  const count = (statuses: readonly string[]) =>
    mutants.filter(({ status }) => statuses.includes(status)).length
  const killed = count(KILLED)
  const all = killed + count(ALIVE)
  const percent = (100 * killed) / Math.max(all, 1)
  return {
    name: `mutants killed: ${name}`,
    value: `${percent.toFixed(1)} % (${killed} of ${all})`,
    bound: `${LEAST_PERCENT} %`,
    verdict: percent >= LEAST_PERCENT ? 'passed' : 'failed',
  }
}

function lineOf({ fileName, location, replacement, status }: MutantResult): string {
  return `${fileName}:${location.start.line}:${location.start.column} ${status}: ${replacement}\n`
}

const chosen = process.argv.slice(2)
const figures: Figure[] = []
const all: MutantResult[] = []
for (const group of GROUPS) {
  if (chosen.length > 0 && !chosen.includes(group.name)) continue
  const mutants = await mutate(group)
  all.push(...mutants)
  figures.push(figureOf(group.name, mutants))
}
const survivors = all.filter(({ status }) => ALIVE.includes(status))
await writeFile(SURVIVORS, survivors.map(lineOf).join(''))
report([...figures, figureOf('all of them', all)])
