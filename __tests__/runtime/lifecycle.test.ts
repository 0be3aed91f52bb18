import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const CHILD = fileURLToPath(new URL('../support/lifecycle-child.ts', import.meta.url))

/** Measured from the first signal, or from the end of the work. */
const LIMIT_MS = 1000

interface Options {
  /** Sent in order when the child is ready. */
  readonly signals?: readonly NodeJS.Signals[]
  /** Sent when the child prints that it is ready for the next signal. */
  readonly lateSignal?: NodeJS.Signals
  readonly closeStdout?: boolean
}

async function run(scenario: string, { signals = [], lateSignal, closeStdout = false }: Options = {}) {
  const child = spawn(process.execPath, [CHILD, scenario], { stdio: ['ignore', 'pipe', 'pipe'] })
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

/** As the child measured it. */
function exitedAfterMs(log: string): number {
  return Number(/^exited after (\d+) ms$/m.exec(log)?.[1])
}

test('finish sets the exit code', async () => {
  expect((await run('success')).exitCode).toBe(0)
  expect((await run('failure')).exitCode).toBe(1)
})

test('C04 a promise that never settles fails the step with an error', async () => {
  const { exitCode, log } = await run('lost')
  expect(exitCode).not.toBe(0)
  expect(log).toMatch(/^::error::The action ended without a result/)
})

test('C05 an open server and timer do not keep the process alive', async () => {
  const { exitCode, log } = await run('leaked')
  expect(exitCode).toBe(0)
  expect(exitedAfterMs(log)).toBeLessThan(LIMIT_MS)
})

test('C08 every line of a long log is printed', async () => {
  const { exitCode, log } = await run('long log')
  expect(exitCode).toBe(0)
  expect(log.trimEnd().split('\n')).toHaveLength(20_000)
})

test('C06 a step whose report throws ends with an error', async () => {
  const { exitCode, log } = await run('broken report')
  expect(exitCode).toBe(1)
  expect(log).toMatch(/^::error::The action ended without a result/)
})

test.each(['uncaught', 'rejected'])('C06 %s: the signal aborts, and no stack is printed', async scenario => {
  const { exitCode, log } = await run(scenario)
  expect({ exitCode, log }).toEqual({ exitCode: 1, log: 'ended: internal\n' })
})

test('C06 the last resort reports an uncaught error if the normal exit is stuck', async () => {
  const { exitCode, log } = await run('uncaught and stuck')
  expect({ exitCode, log }).toEqual({ exitCode: 1, log: 'last resort: internal: "Error: stuck"\n' })
})

test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('C01 the reason names %s', async signal => {
  const { exitCode, log } = await run('signalled', { signals: [signal] })
  expect(exitCode).toBe(1)
  expect(log).toContain(`ended: The step was ended by ${signal}`)
})

test('C01 a stuck step ends', async () => {
  const { exitCode, log } = await run('signalled and stuck', { signals: ['SIGINT'] })
  expect(exitCode).toBe(1)
  expect(log).toContain('last resort: aborted')
})

test('C01 the reason names SIGBREAK', async () => {
  const { exitCode, log } = await run('emitted SIGBREAK')
  expect(exitCode).toBe(1)
  expect(log).toContain('ended: The step was ended by SIGBREAK')
})

test('C01 a step whose last resort is stuck, too, ends within a second', async () => {
  const { exitCode, log } = await run('stuck for good', { signals: ['SIGINT'] })
  expect(exitCode).toBe(1)
  expect(log).toMatch(/^ready\nexited after \d+ ms\n$/)
  expect(exitedAfterMs(log)).toBeLessThan(LIMIT_MS)
})

test('C02 signals that arrive together stop the step once, with a report', async () => {
  const { exitCode, log } = await run('signalled', { signals: ['SIGINT', 'SIGTERM', 'SIGHUP'] })
  expect(exitCode).toBe(1)
  expect(log).toMatch(/^ready\nended: The step was ended by SIG/)
})

test('C02 a later second signal ends the process at once', async () => {
  const { exitCode, log } = await run('signalled late', { signals: ['SIGINT'], lateSignal: 'SIGTERM' })
  expect({ exitCode, log }).toEqual({ exitCode: 1, log: 'ready\nlate\n' })
})

test('C02 the first signal after an uncaught error leaves time for the report', async () => {
  const { exitCode, log } = await run('uncaught and signalled later', { lateSignal: 'SIGTERM' })
  expect({ exitCode, log }).toEqual({ exitCode: 1, log: 'late\nlast resort: internal: "Error: stuck"\n' })
})

test('C07 a closed stdout does not crash the process', async () => {
  expect((await run('long log', { closeStdout: true })).exitCode).toBe(0)
})
