import { systemClock } from '../../src/runtime/clock.ts'

const MAX_TIMER_MS = 2 ** 31 - 1

test.each([1e12, Number.MAX_VALUE, Infinity])(
  'T03 a sleep of %d ms is split into timers that Node can set, and does not end at once',
  async ms => {
    const real = globalThis.setTimeout
    const delays: (number | undefined)[] = []
    globalThis.setTimeout = Object.assign((...given: Parameters<typeof real>) => {
      delays.push(given[1])
      return real(...given)
    }, real)
    const abort = new AbortController()
    let isAwake = false
    const slept = systemClock.sleep(ms, abort.signal).then(() => {
      isAwake = true
    })
    try {
      await new Promise(resolve => real(resolve, 50))
      expect(isAwake).toBe(false)
      expect(delays).toEqual([MAX_TIMER_MS])
    } finally {
      globalThis.setTimeout = real
      abort.abort()
      await slept
    }
  },
)

test('T03 a split sleep ends with its last timer', async () => {
  const real = { setTimeout: globalThis.setTimeout, now: performance.now }
  const delays: number[] = []
  let nowMs = 0
  performance.now = () => nowMs
  // Each timer fires at once, and advances the clock by its delay.
  const fire = (callback: () => void, ms = 0) => {
    nowMs += ms
    delays.push(ms)
    queueMicrotask(callback)
  }
  globalThis.setTimeout = Object.assign(fire, real.setTimeout) as typeof setTimeout
  try {
    await systemClock.sleep(1e12, new AbortController().signal)
  } finally {
    globalThis.setTimeout = real.setTimeout
    performance.now = real.now
  }
  expect(nowMs).toBe(1e12)
  expect(delays).toHaveLength(466)
  expect(Math.max(...delays)).toBe(MAX_TIMER_MS)
})

test('a sleep lasts at least as long as requested, and 0 ms or an aborted signal end it at once', async () => {
  const { signal } = new AbortController()
  const startedMs = systemClock.now()
  await systemClock.sleep(20.5, signal)
  expect(systemClock.now() - startedMs).toBeGreaterThanOrEqual(20.5)
  await systemClock.sleep(0, signal)
  await systemClock.sleep(-5, signal)
  await systemClock.sleep(1e9, AbortSignal.abort())
})
