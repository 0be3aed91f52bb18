import { writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { installProcessHandlers } from '../../src/runtime/lifecycle.ts'

/** A program with the step's signal handlers, which runs the scenario named by its argument. */
const print = (text: string) => void process.stdout.write(`${text}\n`)
const never = new Promise<never>(() => {})
const { signal, finish } = installProcessHandlers(async error => {
  if (process.argv[2] === 'stuck for good') await never
  if (process.argv[2] === 'broken report') throw new Error('broken')
  print(`last resort: ${error.code}: ${JSON.stringify(error.message)}`)
})
const ended = new Promise(resolve => signal.addEventListener('abort', resolve))

/** Prints at exit how many milliseconds have passed since this call; measured inside the process to exclude its start. */
function timeExit(): void {
  const startedMs = performance.now()
  process.on('exit', () => writeSync(1, `exited after ${Math.ceil(performance.now() - startedMs)} ms\n`))
}

const scenarios: Readonly<Record<string, () => Promise<void>>> = {
  success: () => finish(0),
  failure: () => finish(1),
  lost: () => never,
  leaked: async () => {
    createServer().listen(0, '127.0.0.1')
    setInterval(() => {}, 1000)
    timeExit()
    await finish(0)
  },
  'long log': async () => {
    for (let line = 0; line < 20_000; line++) print(`line ${line} ${'x'.repeat(40)}`)
    await finish(0)
  },
  uncaught: async () => {
    setTimeout(() => {
      throw new Error('\n::set-output name=status::succeeded')
    })
    await ended
    print(`ended: ${signal.reason.code}`)
    await finish(1)
  },
  rejected: async () => {
    void Promise.reject(new Error('example'))
    await ended
    print(`ended: ${signal.reason.code}`)
    await finish(1)
  },
  'broken report': async () => {
    void Promise.reject(new Error('broken'))
    await never
  },
  'uncaught and stuck': async () => {
    setTimeout(() => {
      throw new Error('stuck')
    })
    await never
  },
  'uncaught and signalled later': async () => {
    setTimeout(() => {
      throw new Error('stuck')
    })
    setTimeout(() => print('late'), 300)
    await never
  },
  signalled: async () => {
    print('ready')
    setInterval(() => {}, 1000)
    await ended
    // Leaves time for further signals of the same stop.
    await new Promise(resolve => setTimeout(resolve, 50))
    print(`ended: ${signal.reason.message}`)
    await finish(1)
  },
  'signalled and stuck': async () => {
    print('ready')
    setInterval(() => {}, 1000)
    await never
  },
  'signalled late': async () => {
    print('ready')
    setInterval(() => {}, 1000)
    await ended
    setTimeout(() => print('late'), 260)
    await never
  },
  'stuck for good': async () => {
    process.once('SIGINT', timeExit)
    print('ready')
    setInterval(() => {}, 1000)
    await never
  },
  // Only Windows sends SIGBREAK; a listener sees no difference.
  'emitted SIGBREAK': async () => {
    process.emit('SIGBREAK', 'SIGBREAK')
    print(`ended: ${signal.reason.message}`)
    await finish(1)
  },
}

await scenarios[process.argv[2] ?? '']?.()
