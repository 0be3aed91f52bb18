import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** Resource usage of a process and of the child processes that it waited for. */
export interface Usage {
  readonly wallMs: number
  readonly cpuMs: number
  /** Of the largest single process. */
  readonly peakMiB: number
}

/** A program with its arguments and its environment variables in addition to `PATH` and `HOME`. */
export interface Command {
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** The expected exit code; 0 by default. */
  readonly exitCode?: number
}

const WRAPPER = join(import.meta.dirname, 'rusage.py')
const LAST_CHARS = 2000

/** Runs a command; rejects with the last lines of its output if its exit code differs from the expected one. */
export async function measure({ argv, env = {}, exitCode = 0 }: Command): Promise<Usage> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('python3', [WRAPPER, ...argv], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  // Rejects if Python 3 is not on the path.
  const ended = once(child, 'close')
  const texts = Promise.all([1, 2, 3].map(descriptor => text(child.stdio[descriptor] as Readable)))
  await ended
  const [stdout, stderr, usageJson] = await texts
  const { exitCode: code, ...usage } = JSON.parse(usageJson || '{}') as Usage & { readonly exitCode?: number }
  if (code === exitCode) return usage
  const output = `${stdout}${stderr}`.slice(-LAST_CHARS)
  throw new Error(`${argv[0]} exited with ${code ?? 'no code'} instead of ${exitCode}: ${output}`)
}
