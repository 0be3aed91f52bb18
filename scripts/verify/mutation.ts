/**
 * Mutation testing of the most critical code, group by group. Arguments select groups by name. The entry point `main.ts` is only tested through the bundle, which Stryker cannot mutate.
 */
import { writeFile } from 'node:fs/promises'
import { Stryker } from '@stryker-mutator/core'
import { type Figure, report } from './figures.ts'

const MIN_PERCENT = 85

type MutantResult = Awaited<ReturnType<Stryker['runMutationTest']>>[number]

/** Code that is mutated together. Every mutant runs all test files of its group, so list only those that cover the code. */
interface Group {
  readonly name: string
  readonly code: readonly string[]
  /** Paths below `__tests__`, without extension. */
  readonly tests: readonly string[]
  /** The tests run the code in child processes, where Stryker cannot measure coverage. */
  readonly inChildren?: true
}

const GROUPS: readonly Group[] = [
  { name: 'polling', code: ['src/polling/*.ts'], tests: ['polling/*'] },
  {
    name: 'retries, redirects, credentials and failures',
    code: ['src/http/{server-pause,redirects,credential,failure}.ts'],
    tests: ['http/{error-responses,failure,login,redirects,renewal,server-pause,session,token}'],
  },
  {
    name: 'client',
    code: ['src/http/{client,body,addresses}.ts'],
    tests: ['http/{client,body,proxy,addresses,undici}'],
  },
  { name: 'providers', code: ['src/providers/*.ts'], tests: ['providers/*'] },
  { name: 'inputs', code: ['src/inputs/*.ts'], tests: ['inputs/*'] },
  { name: 'retries', code: ['src/failures/retry.ts'], tests: ['failures/retry'] },
  {
    name: 'transfers',
    code: ['src/download/{transfer,part-file,links,refusal,resume}.ts'],
    tests: ['download/{expiry,faults,refusal,resume}'],
  },
  {
    name: 'publishing of files',
    code: ['src/download/{folder,publish}.ts'],
    tests: ['download/folder'],
  },
  { name: 'file names', code: ['src/download/file-name.ts'], tests: ['download/file-name'] },
  { name: 'retries of uploads', code: ['src/artifact/attempts.ts'], tests: ['artifact/attempts'] },
  { name: 'report', code: ['src/report/*.ts'], tests: ['report/*'] },
  { name: 'redaction', code: ['src/secrets/*.ts'], tests: ['secrets/*'] },
  { name: 'use case', code: ['src/exports/*.ts'], tests: ['exports/*'] },
  {
    name: 'lifecycle',
    code: ['src/runtime/{lifecycle,clock}.ts'],
    tests: ['runtime/{lifecycle,clock}'],
    inChildren: true,
  },
]

/** List of the surviving mutants. */
const SURVIVORS = '.tmp/survivors.txt'

const KILLED: readonly string[] = ['Killed', 'Timeout']
const ALIVE: readonly string[] = ['Survived', 'NoCoverage']

function mutate({ code, tests, inChildren }: Group): Promise<MutantResult[]> {
  const stryker = new Stryker({
    mutate: [...code],
    testRunner: 'jest',
    testRunnerNodeArgs: ['--experimental-vm-modules', '--no-warnings'],
    jest: {
      configFile: 'scripts/verify/jest.config.js',
      config: { testMatch: tests.map(path => `<rootDir>/__tests__/${path}.test.ts`) },
      enableFindRelatedTests: false,
    },
    coverageAnalysis: inChildren ? 'off' : 'perTest',
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
    bound: `${MIN_PERCENT} %`,
    verdict: percent >= MIN_PERCENT ? 'passed' : 'failed',
  }
}

function lineOf({ fileName, location, replacement, status }: MutantResult): string {
  return `${fileName}:${location.start.line}:${location.start.column} ${status}: ${replacement}\n`
}

const selected = process.argv.slice(2)
const figures: Figure[] = []
const all: MutantResult[] = []
for (const group of GROUPS) {
  if (selected.length > 0 && !selected.includes(group.name)) continue
  const mutants = await mutate(group)
  all.push(...mutants)
  figures.push(figureOf(group.name, mutants))
}
const survivors = all.filter(({ status }) => ALIVE.includes(status))
await writeFile(SURVIVORS, survivors.map(lineOf).join(''))
report([...figures, figureOf('all groups', all)])
