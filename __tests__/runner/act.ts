import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { delimiter, dirname, join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import type { Folders } from './folders.ts'

/** Variables or secrets by name. */
export type Values = Readonly<Record<string, string>>

/** A run of a workflow. */
export interface Dispatch {
  /** Name of a file in `workflows/`, without `.yml`. */
  readonly workflow: string
  /** What the workflow reads as `vars.*`. */
  readonly vars?: Values
  /** What the workflow reads as `secrets.*`. */
  readonly secrets?: Values
  /** Whether act masks secrets and values masked by steps; `none` by default, so that leaks of the action are visible. */
  readonly masking?: 'none' | 'runner'
  /** Variables of every step. */
  readonly env?: Values
  /** Further arguments for act. */
  readonly options?: readonly string[]
}

/** The result of a run. */
export interface Run {
  /** Exit code of act: 0 if every job succeeded. */
  readonly exitCode: number | null
  /** The complete log. */
  readonly log: string
  /** The results of the jobs; jobs of a matrix have a number. */
  readonly jobs: Values
  /** A file that a step has saved in `$KEPT`. */
  kept(name: string): Promise<Buffer>
  /** The same as parsed JSON. */
  keptJson(name: string): Promise<unknown>
}

const fromRoot = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Where `scripts/install-tools.sh` puts act. */
export const ACT = fromRoot('.tools/bin/act')

const LIMIT_MS = 120_000
const GRACE_MS = 10_000

/** Jobs run on this machine, in their own folders; nothing is downloaded. */
const HOST_MODE = ['--platform', 'ubuntu-latest=-self-hosted', '--action-offline-mode', '--no-cache-server']
const OPTIONS = [...HOST_MODE, '--concurrent-jobs', '6']

/** Runs a workflow; rejects after two minutes. */
export async function runAct(dispatch: Dispatch, folders: Folders): Promise<Run> {
  const { vars = {}, secrets = {}, env = {}, options = [], masking = 'none' } = dispatch
  const unmasked = masking === 'none' ? ['--insecure-secrets'] : []
  const kept = await folders.create('kept')
  const files = [
    ['--var-file', await folders.write('vars', envFile(vars))],
    ['--secret-file', await folders.write('secrets', envFile(secrets))],
    ['--env-file', await folders.write('env', envFile({ ...env, SOURCE: folders.checkout, KEPT: kept }))],
  ]
  const workflow = fromRoot(`__tests__/runner/workflows/${dispatch.workflow}.yml`)
  const place = ['--directory', folders.checkout, '--workflows', workflow]
  const ended = await execute(
    ['workflow_dispatch', ...place, ...files.flat(), ...OPTIONS, ...unmasked, ...options],
    folders,
  )
  return {
    ...ended,
    jobs: jobsOf(ended.log),
    kept: name => readFile(join(kept, name)),
    keptJson: async name => JSON.parse(await readFile(join(kept, name), 'utf8')),
  }
}

async function execute(args: readonly string[], { home }: Folders): Promise<Pick<Run, 'exitCode' | 'log'>> {
  // Steps inherit act's environment, which contains the Node version of the tests.
  const PATH = [dirname(process.execPath), process.env.PATH].join(delimiter)
  const child = spawn(ACT, args, { env: { PATH, HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] })
  // If interrupted, act ends its steps; if killed, it leaves them running.
  let isLate = false
  const interrupt = () => {
    isLate = true
    child.kill('SIGINT')
  }
  const timers = [
    setTimeout(interrupt, LIMIT_MS),
    setTimeout(() => child.kill('SIGKILL'), LIMIT_MS + GRACE_MS),
  ]
  const closed = once(child, 'close')
  const log = (await Promise.all([text(child.stdout), text(child.stderr)])).join('\n')
  const [exitCode] = (await closed) as [number | null]
  for (const timer of timers) clearTimeout(timer)
  if (isLate) throw new Error(`act did not end within ${LIMIT_MS / 1000} s:\n${log.slice(-2000)}`)
  return { exitCode, log }
}

/** Values are in single quotes, in which nothing is expanded. */
function envFile(values: Values): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}='${value}'\n`)
    .join('')
}

function jobsOf(log: string): Values {
  const endings = log.matchAll(/^\[[^/\]]+\/([^\]]+?) *\] 🏁 {2}Job (succeeded|failed)$/gm)
  return Object.fromEntries([...endings].map(([, job = '', ending = '']) => [job, ending]))
}
