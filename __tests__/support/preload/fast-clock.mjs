// Preloaded with `node --import`: makes time in this process pass FAST_CLOCK times faster. Timers, the monotonic clock and
// the date are sped up together; sockets, files and the timers inside Node's own I/O are not.
import { createRequire, syncBuiltinESMExports } from 'node:module'

const require = createRequire(import.meta.url)
const timers = require('node:timers')
const timersPromises = require('node:timers/promises')
const { promisify } = require('node:util')

const factor = Number(process.env.FAST_CLOCK)
if (!(factor >= 1)) throw new Error('FAST_CLOCK must be a number of at least 1.')

const MAX_TIMEOUT_MS = 2 ** 31 - 1

/**
 * Rounds up and adds 1: Node counts in milliseconds, and a timer that fires a fraction early would be early by `factor`
 * times as much. Delays outside of Node's range stay unchanged, so that overflows behave as in reality.
 */
function shorten(ms) {
  return ms >= 1 && ms <= MAX_TIMEOUT_MS ? Math.ceil(ms / factor) + 1 : ms
}

const real = {
  setTimeout: timers.setTimeout,
  setInterval: timers.setInterval,
  now: performance.now.bind(performance),
  bigint: process.hrtime.bigint,
  Date,
}

function speedUpTimers() {
  const { setTimeout: sleep, setInterval: every, scheduler } = timersPromises
  const { wait } = scheduler
  timersPromises.setTimeout = (ms, value, options) => sleep(shorten(ms), value, options)
  timersPromises.setInterval = (ms, value, options) => every(shorten(ms), value, options)
  Object.getPrototypeOf(scheduler).wait = (ms, options) => wait.call(scheduler, shorten(ms), options)
  timers.setTimeout = (callback, ms, ...rest) => real.setTimeout(callback, shorten(ms), ...rest)
  timers.setInterval = (callback, ms, ...rest) => real.setInterval(callback, shorten(ms), ...rest)
  Object.defineProperty(timers.setTimeout, promisify.custom, { value: timersPromises.setTimeout })
  globalThis.setTimeout = timers.setTimeout
  globalThis.setInterval = timers.setInterval
  AbortSignal.timeout = ms => {
    const controller = new AbortController()
    const reason = () => new DOMException('The operation was aborted due to timeout', 'TimeoutError')
    timers.setTimeout(() => controller.abort(reason()), ms).unref()
    return controller.signal
  }
}

function speedUpMonotonicClock() {
  const startMs = real.now()
  const startNs = real.bigint()
  const scale = BigInt(Math.round(factor * 1000))
  const bigint = () => startNs + ((real.bigint() - startNs) * scale) / 1000n
  Object.defineProperty(performance, 'now', {
    value: () => startMs + (real.now() - startMs) * factor,
    configurable: true,
  })
  process.hrtime = before => {
    const ns = bigint() - (before ? BigInt(before[0]) * 1_000_000_000n + BigInt(before[1]) : 0n)
    return [Number(ns / 1_000_000_000n), Number(ns % 1_000_000_000n)]
  }
  process.hrtime.bigint = bigint
}

/** More than the time between two clock readings on a busy machine. */
const JUMP_MS = 1000

/** Keeps jumps of the wall clock: smoothing them would hide code that measures durations with it. */
function speedUpDate() {
  const start = real.Date.now()
  const startMs = real.now()
  const now = () => {
    const elapsedMs = real.now() - startMs
    const jumpMs = real.Date.now() - start - elapsedMs
    return Math.floor(start + elapsedMs * factor + (Math.abs(jumpMs) > JUMP_MS ? jumpMs : 0))
  }
  globalThis.Date = new Proxy(real.Date, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    apply: target => new target(now()).toString(),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  })
}

speedUpTimers()
speedUpMonotonicClock()
speedUpDate()
syncBuiltinESMExports()
