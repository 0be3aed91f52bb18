import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { createInterface } from 'node:readline'

/** A blob service on loopback with a new account. */
export interface Azurite {
  /** Origin of the service, without the account. */
  readonly url: string
  readonly account: string
  readonly key: string
  /** Stops the process; its data is lost. */
  close(): Promise<void>
}

const READY = /successfully listens on (http:\/\/\S+)/

/** Starts Azurite's blob service in memory, in a separate process, on a free port of 127.0.0.1. Needs Node 22. */
export async function startAzurite(): Promise<Azurite> {
  const account = 'artifacts'
  const key = randomBytes(64).toString('base64')
  const child = spawn(process.execPath, [entry(), ...OPTIONS], {
    cwd: tmpdir(),
    env: { ...process.env, AZURITE_ACCOUNTS: `${account}:${key}` },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const kill = () => child.kill('SIGKILL')
  process.once('exit', kill)
  const close = async () => {
    process.off('exit', kill)
    if (child.exitCode !== null || child.signalCode !== null) return
    kill()
    await once(child, 'exit')
  }
  return { url: await listening(child), account, key, close }
}

// The API version check would reject Azure clients newer than Azurite.
const OPTIONS = ['--blobHost', '127.0.0.1', '--blobPort', '0', '--inMemoryPersistence'].concat(
  '--disableTelemetry',
  '--skipApiVersionCheck',
  '--silent',
)

function entry(): string {
  return createRequire(import.meta.url).resolve('azurite/dist/src/blob/main.js')
}

async function listening({ stdout }: ChildProcess): Promise<string> {
  if (stdout === null) throw new Error('Azurite has no output to read')
  for await (const line of createInterface({ input: stdout })) {
    const url = READY.exec(line)?.[1]
    if (url !== undefined) {
      stdout.resume()
      return url
    }
  }
  throw new Error('Azurite exited before it was listening')
}
