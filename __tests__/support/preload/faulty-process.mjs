// Preloaded with `node --import`: FAULTY_PROCESS selects a fault of the step's process.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const require = createRequire(import.meta.url)
const fs = require('node:fs')
const net = require('node:net')
const timers = require('node:timers')
const { GITHUB_OUTPUT, GITHUB_STEP_SUMMARY, FAULTY_PROCESS = '' } = process.env

const LINES = 20_000

/** Calls back from the event loop, outside of any promise, after the first poll. */
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

/** A second signal after this time does not belong to the same stop. */
const LATER_MS = 300

/** Prints when the next signal is due, and at exit the time since the last one. */
function reportSignals() {
  let lastMs = 0
  process.once('SIGINT', () => setTimeout(() => fs.writeSync(1, 'Ready for the next signal\n'), LATER_MS))
  process.on('SIGINT', () => {
    lastMs = performance.now()
  })
  process.on('exit', () =>
    fs.writeSync(1, `Exited ${Math.ceil(performance.now() - lastMs)} ms after the last signal\n`),
  )
}

const faults = {
  'a summary that is never written': () => {
    // Keeps the process alive, as a pending write does.
    setInterval(() => {}, 1000)
    reportSignals()
    for (const name of ['appendFile', 'writeFile']) {
      const real = fs.promises[name]
      fs.promises[name] = (file, ...rest) =>
        file === GITHUB_STEP_SUMMARY ? new Promise(() => {}) : real(file, ...rest)
    }
  },
  'a server and a timer that are never closed': () => {
    net.createServer().listen(0, '127.0.0.1')
    setInterval(() => {}, 1000)
  },
  'timers that do not keep the process alive': () => {
    const real = timers.setTimeout
    timers.setTimeout = (...parameters) => real(...parameters).unref()
    globalThis.setTimeout = timers.setTimeout
  },
  'an uncaught error': () =>
    atFirstStatus(() => {
      throw new Error('\n::set-output name=status::succeeded\n##[error]x')
    }),
  'an unhandled rejection': () =>
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

const install = faults[FAULTY_PROCESS]
if (!install) throw new Error(`FAULTY_PROCESS must be one of ${Object.keys(faults).join(', ')}.`)
install()
syncBuiltinESMExports()
