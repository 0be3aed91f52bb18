import { writeSync } from 'node:fs'
import { createServer } from 'node:net'
import { takeOver } from '../../src/runtime/lifecycle.ts'

/** A program under the lifecycle of the step, which does what its argument says. */
const say = (text: string) => void process.stdout.write(`${text}\n`)
const never = new Promise<never>(() => {})
const { signal, finish } = takeOver(async error => {
  if (process.argv[2] === 'stuck for good') await never
  say(`last resort: ${error.code}: ${JSON.stringify(error.message)}`)
})
const ended = new Promise(resolve => signal.addEventListener('abort', resolve))

/** Says at the very end how many milliseconds ago this was; only the process itself knows without its start. */
function timeTheEnd(): void {
  const startedMs = performance.now()
  process.on('exit', () => writeSync(1, `gone after ${Math.ceil(performance.now() - startedMs)} ms\n`))
}

const scenes: Readonly<Record<string, () => Promise<void>>> = {
  green: () => finish(0),
  red: () => finish(1),
  lost: () => never,
  leaked: async () => {
    createServer().listen(0, '127.0.0.1')
    setInterval(() => {}, 1000)
    timeTheEnd()
    await finish(0)
  },
  'long log': async () => {
    for (let line = 0; line < 20_000; line++) say(`line ${line} ${'x'.repeat(40)}`)
    await finish(0)
  },
  uncaught: async () => {
    setTimeout(() => {
      throw new Error('\n::set-output name=status::succeeded')
    })
    await ended
    say(`ended: ${signal.reason.code}`)
    await finish(1)
  },
  rejected: async () => {
    void Promise.reject(new Error('nobody listens'))
    await ended
    say(`ended: ${signal.reason.code}`)
    await finish(1)
  },
  'uncaught and stuck': async () => {
    setTimeout(() => {
      throw new Error('stuck')
    })
    await never
  },
  signalled: async () => {
    say('ready')
    setInterval(() => {}, 1000)
    await ended
    // Lets a signal that follows at once come in between.
    await new Promise(resolve => setTimeout(resolve, 50))
    say(`ended: ${signal.reason.message}`)
    await finish(1)
  },
  'signalled and stuck': async () => {
    say('ready')
    setInterval(() => {}, 1000)
    await never
  },
  'signalled late': async () => {
    say('ready')
    setInterval(() => {}, 1000)
    await ended
    setTimeout(() => say('late'), 260)
    await never
  },
  'stuck for good': async () => {
    process.once('SIGINT', timeTheEnd)
    say('ready')
    setInterval(() => {}, 1000)
    await never
  },
  // Only Windows sends it; a listener sees no difference.
  'told of SIGBREAK': async () => {
    process.emit('SIGBREAK', 'SIGBREAK')
    say(`ended: ${signal.reason.message}`)
    await finish(1)
  },
}

await scenes[process.argv[2] ?? '']?.()
