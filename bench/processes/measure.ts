import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'

/** What a process took, with everything that it started and waited for. */
export interface Usage {
  readonly wallMs: number
  readonly cpuMs: number
  /** Of the largest single process. */
  readonly peakMiB: number
}

/** A program with its arguments, and the only variables that it sees beside `PATH` and `HOME`. */
export interface Command {
  readonly argv: readonly string[]
  readonly env?: Readonly<Record<string, string>>
  /** 0 unless given; any other one than this is an error. */
  readonly exitCode?: number
}

const WRAPPER = join(import.meta.dirname, 'rusage.py')
const LAST_CHARS = 2000

/** Runs a command to its end; rejects with the end of its output when it ends otherwise than it should. */
export async function measure({ argv, env = {}, exitCode = 0 }: Command): Promise<Usage> {
  const { PATH = '', HOME = '' } = process.env
  const child = spawn('python3', [WRAPPER, ...argv], {
    env: { PATH, HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  })
  // Rejects when there is no Python 3 on the path.
  const ended = once(child, 'close')
  const texts = Promise.all([1, 2, 3].map(descriptor => text(child.stdio[descriptor] as Readable)))
  await ended
  const [said, complained, told] = await texts
  const { exitCode: code, ...usage } = JSON.parse(told || '{}') as Usage & { readonly exitCode?: number }
  if (code === exitCode) return usage
  const output = `${said}${complained}`.slice(-LAST_CHARS)
  throw new Error(`${argv[0]} ended with ${code ?? 'no'} instead of ${exitCode}: ${output}`)
}
