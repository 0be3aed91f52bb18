// Preloaded with `node --import`: ODD_PROCESS names what is odd about the process of the step.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const require = createRequire(import.meta.url)
const fs = require('node:fs')
const net = require('node:net')
const timers = require('node:timers')
const { GITHUB_OUTPUT, GITHUB_STEP_SUMMARY, ODD_PROCESS = '' } = process.env

const LINES = 20_000

/** Calls back from the event loop, outside of any promise, once the step waits. */
function atFirstStatus(callback) {
  const { stdout } = process
  const write = stdout.write.bind(stdout)
  stdout.write = (text, ...rest) => {
    if (/\(poll 1, /.test(text)) {
      stdout.write = write
      setTimeout(callback)
    }
    return write(text, ...rest)
  }
}

/** How long the first signal must be ago for another one to be no part of the same stop. */
const LATER_MS = 300

/** Says when another signal is due, and at the very end how long ago the last one came. */
function tellOfSignals() {
  let lastMs = 0
  process.once('SIGINT', () =>
    setTimeout(() => fs.writeSync(1, 'The first signal is a while ago\n'), LATER_MS),
  )
  process.on('SIGINT', () => {
    lastMs = performance.now()
  })
  process.on('exit', () =>
    fs.writeSync(1, `Gone ${Math.ceil(performance.now() - lastMs)} ms after the last signal\n`),
  )
}

const odd = {
  'a summary that is never written': () => {
    // Holds the process, as a write that is under way does.
    setInterval(() => {}, 1000)
    tellOfSignals()
    for (const name of ['appendFile', 'writeFile']) {
      const real = fs.promises[name]
      fs.promises[name] = (file, ...rest) =>
        file === GITHUB_STEP_SUMMARY ? new Promise(() => {}) : real(file, ...rest)
    }
  },
  'a server and a timer that nobody ends': () => {
    net.createServer().listen(0, '127.0.0.1')
    setInterval(() => {}, 1000)
  },
  'timers that do not hold the process': () => {
    const real = timers.setTimeout
    timers.setTimeout = (...given) => real(...given).unref()
    globalThis.setTimeout = timers.setTimeout
  },
  'an error that nobody catches': () =>
    atFirstStatus(() => {
      throw new Error('\n::set-output name=status::succeeded\n##[error]x')
    }),
  'a promise that nobody catches': () =>
    atFirstStatus(() => void Promise.reject(new Error('\r::set-output name=status::succeeded'))),
  'a long log at the end': () => {
    const real = fs.appendFileSync
    let isFirst = true
    fs.appendFileSync = (file, ...rest) => {
      if (isFirst && file === GITHUB_OUTPUT)
        for (let line = 0; line < LINES; line++) process.stdout.write(`line ${line} ${'x'.repeat(40)}\n`)
      isFirst &&= file !== GITHUB_OUTPUT
      return real(file, ...rest)
    }
  },
}

const make = odd[ODD_PROCESS]
if (!make) throw new Error(`ODD_PROCESS is none of ${Object.keys(odd).join(', ')}.`)
make()
syncBuiltinESMExports()
