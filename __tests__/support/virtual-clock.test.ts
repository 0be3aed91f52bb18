import { virtualClock } from './virtual-clock.ts'

const { signal } = new AbortController()

test('idle: the earliest sleeper wakes first, at its time', async () => {
  const clock = virtualClock({ advance: 'idle' })
  const woken: string[] = []
  const sleep = async (ms: number) => {
    await clock.sleep(ms, signal)
    woken.push(`${ms} at ${clock.now()}`)
  }
  await Promise.all([sleep(3_600_000), sleep(20), sleep(500)])
  expect(woken).toEqual(['20 at 20', '500 at 500', '3600000 at 3600000'])
  expect(clock.date().toISOString()).toBe('2026-01-01T01:00:00.000Z')
})

test('manual: a sleep ends only when time has advanced far enough', async () => {
  const clock = virtualClock({ advance: 'manual' })
  const sleep = clock.sleep(1000, signal)
  await clock.untilSleeping()
  clock.advance(999)
  expect(clock.sleeping()).toBe(1)
  clock.advance(1)
  await sleep
  expect(clock.sleeping()).toBe(0)
})

test('on-sleep: a sleep advances time at once, a held sleep waits', async () => {
  const clock = virtualClock({ advance: 'on-sleep', holds: ms => ms === 5000 })
  const held = clock.sleep(5000, signal)
  await clock.sleep(9000, signal)
  expect([clock.now(), clock.sleeping(), clock.pauses]).toEqual([9000, 1, [9000]])
  clock.advance(0)
  await held
})

test('an abort ends a sleep', async () => {
  const clock = virtualClock({ advance: 'manual' })
  const controller = new AbortController()
  const sleep = clock.sleep(1000, controller.signal)
  controller.abort()
  await sleep
  expect(clock.sleeping()).toBe(0)
})

test.each([
  ['idle', 1],
  ['idle', 0],
  ['on-sleep', 1],
] as const)('%s: a loop that never stops sleeping %i ms is an error', async (advance, ms) => {
  const clock = virtualClock({ advance, maxSleeps: 100 })
  const forever = async () => {
    for (;;) await clock.sleep(ms, signal)
  }
  await expect(forever()).rejects.toThrow('slept 100 times; it does not seem to end')
})
