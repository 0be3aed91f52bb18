import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('./support/lifecycle-child.ts', import.meta.url))

/** From the first signal, or from the end of the work. */
const PROMISED_MS = 1000

interface Options {
  /** Sent when the child is ready, one after the other. */
  readonly signals?: readonly NodeJS.Signals[]
  /** Sent when the child says that its first signal is a while ago. */
  readonly lateSignal?: NodeJS.Signals
  readonly closeStdout?: boolean
}

async function run(scene: string, { signals = [], lateSignal, closeStdout = false }: Options = {}) {
  const child = spawn(process.execPath, [CHILD, scene], { stdio: ['ignore', 'pipe', 'pipe'] })
  let log = ''
  child.stderr.resume()
  if (closeStdout) child.stdout.destroy()
  else
    child.stdout.setEncoding('utf8').on('data', text => {
      log += text
      if (text.includes('ready')) for (const signal of signals) child.kill(signal)
      if (text.includes('late') && lateSignal) child.kill(lateSignal)
    })
  const [exitCode] = await once(child, 'close')
  return { exitCode, log }
}

/** What the process itself says. */
function goneAfterMs(log: string): number {
  return Number(/^gone after (\d+) ms$/m.exec(log)?.[1])
}

test('the exit code is the one it was finished with', async () => {
  expect((await run('green')).exitCode).toBe(0)
  expect((await run('red')).exitCode).toBe(1)
})

test('C04 a promise that never settles fails the step and says so', async () => {
  const { exitCode, log } = await run('lost')
  expect(exitCode).not.toBe(0)
  expect(log).toMatch(/^::error::The action ended without a result/)
})

test('C05 a leaked server and timer do not keep the process', async () => {
  const { exitCode, log } = await run('leaked')
  expect(exitCode).toBe(0)
  expect(goneAfterMs(log)).toBeLessThan(PROMISED_MS)
})

test('C08 every line of a long log arrives', async () => {
  const { exitCode, log } = await run('long log')
  expect(exitCode).toBe(0)
  expect(log.trimEnd().split('\n')).toHaveLength(20_000)
})

test.each(['uncaught', 'rejected'])(
  'C06 %s: the step ends in the ordinary way, and the stack is not printed',
  async scene => {
    const { exitCode, log } = await run(scene)
    expect({ exitCode, log }).toEqual({ exitCode: 1, log: 'ended: internal\n' })
  },
)

test('C06 an uncaught error is reported by the last resort when the ordinary way hangs', async () => {
  const { exitCode, log } = await run('uncaught and stuck')
  expect({ exitCode, log }).toEqual({ exitCode: 1, log: 'last resort: internal: "Error: stuck"\n' })
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('C01 %s is named', async signal => {
  const { exitCode, log } = await run('signalled', { signals: [signal] })
  expect(exitCode).toBe(1)
  expect(log).toContain(`ended: The step was ended by ${signal}`)
})

test('C01 a step that is stuck is gone all the same', async () => {
  const { exitCode, log } = await run('signalled and stuck', { signals: ['SIGINT'] })
  expect(exitCode).toBe(1)
  expect(log).toContain('last resort: aborted')
})

test('C01 SIGBREAK is named', async () => {
  const { exitCode, log } = await run('told of SIGBREAK')
  expect(exitCode).toBe(1)
  expect(log).toContain('ended: The step was ended by SIGBREAK')
})

test('C01 a step whose last resort hangs as well ends within the promised second', async () => {
  const { exitCode, log } = await run('stuck for good', { signals: ['SIGINT'] })
  expect(exitCode).toBe(1)
  expect(log).toMatch(/^ready\ngone after \d+ ms\n$/)
  expect(goneAfterMs(log)).toBeLessThan(PROMISED_MS)
})

test('C02 several signals at once are one stop, which reports the results so far', async () => {
  const { exitCode, log } = await run('signalled', { signals: ['SIGINT', 'SIGTERM', 'SIGHUP'] })
  expect(exitCode).toBe(1)
  expect(log).toMatch(/^ready\nended: The step was ended by SIG/)
})

test('C02 a second signal that comes later ends at once', async () => {
  const { exitCode, log } = await run('signalled late', { signals: ['SIGINT'], lateSignal: 'SIGTERM' })
  expect({ exitCode, log }).toEqual({ exitCode: 1, log: 'ready\nlate\n' })
})

test('C07 a closed stdout is no crash loop', async () => {
  expect((await run('long log', { closeStdout: true })).exitCode).toBe(0)
})
