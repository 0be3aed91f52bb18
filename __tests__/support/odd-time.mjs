// Preloaded with `node --import`: makes time odd for the step. WILD_DATE lets the wall clock jump by ten years at each
// look; BLOCK_AFTER_MS and BLOCK_MS block the event loop once, for so many milliseconds of real time.
import { createRequire } from 'node:module'

const { setTimeout: later } = createRequire(import.meta.url)('node:timers')
const { WILD_DATE, BLOCK_AFTER_MS, BLOCK_MS } = process.env
const TEN_YEARS_MS = 10 * 365 * 86_400_000

if (WILD_DATE) {
  const real = Date
  let looks = 0
  const now = () => real.now() + (looks++ % 2 === 0 ? TEN_YEARS_MS : -TEN_YEARS_MS)
  globalThis.Date = new Proxy(real, {
    construct: (target, given, newTarget) =>
      Reflect.construct(target, given.length > 0 ? given : [now()], newTarget),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  })
}

if (BLOCK_MS) {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  later(() => Atomics.wait(gate, 0, 0, Number(BLOCK_MS)), Number(BLOCK_AFTER_MS))
}
