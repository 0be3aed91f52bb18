// Preloaded with `node --import`: with WILD_DATE the wall clock jumps by ten years at each reading. BLOCK_MS blocks the
// event loop once for that many milliseconds of real time, after BLOCK_AFTER_MS.
import { createRequire } from 'node:module'

const { setTimeout: later } = createRequire(import.meta.url)('node:timers')
const { WILD_DATE, BLOCK_AFTER_MS, BLOCK_MS } = process.env
const TEN_YEARS_MS = 10 * 365 * 86_400_000

if (WILD_DATE) {
  const real = Date
  let readings = 0
  const now = () => real.now() + (readings++ % 2 === 0 ? TEN_YEARS_MS : -TEN_YEARS_MS)
  globalThis.Date = new Proxy(real, {
    construct: (target, parameters, newTarget) =>
      Reflect.construct(target, parameters.length > 0 ? parameters : [now()], newTarget),
    get: (target, key, receiver) => (key === 'now' ? now : Reflect.get(target, key, receiver)),
  })
}

if (BLOCK_MS) {
  const gate = new Int32Array(new SharedArrayBuffer(4))
  later(() => Atomics.wait(gate, 0, 0, Number(BLOCK_MS)), Number(BLOCK_AFTER_MS))
}
