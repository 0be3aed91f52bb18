import { notice, noticing, ratioOf } from '../../bench/noticing.ts'
import { ours, peers } from '../../bench/schedules.ts'

const silent = () => undefined

/** Polls of a schedule until `endMs`, with a random number that never changes. */
function looks(title: string, endMs: number): readonly number[] {
  const schedule = peers.find(peer => peer.title === title)
  if (!schedule) throw new Error(`no schedule ${title}`)
  const next = schedule.begin(() => 0.5)
  const times = [0]
  for (let nowMs = 0; nowMs < endMs; times.push(nowMs)) nowMs += next(nowMs, undefined)
  return times
}

test('the schedules of the peers are what their names say', () => {
  expect(looks('every 5 s', 12_000)).toEqual([0, 5_000, 10_000, 15_000])
  expect(looks('doubling from 1 s', 12_000)).toEqual([0, 1_000, 3_000, 7_000, 15_000])
  expect(looks('Fibonacci 2 s to 7 s', 20_000)).toEqual([0, 2_000, 5_000, 10_000, 17_000, 24_000])
  const capped = looks('doubling 15 s to 600 s, full jitter', 2_000_000)
  expect(capped.slice(0, 4)).toEqual([0, 7_500, 22_500, 52_500])
  expect((capped.at(-1) ?? 0) - (capped.at(-2) ?? 0)).toBe(300_000)
})

test('an end between two polls is noticed late, one at a poll is not', () => {
  const everySecond = () => 1_000
  expect(notice(everySecond, { endMs: 2_300, progress: silent })).toEqual({ questions: 4, latenessMs: 700 })
  expect(notice(everySecond, { endMs: 2_000, progress: silent })).toEqual({ questions: 3, latenessMs: 0 })
})

test('the best fixed interval, half a gap late on average, has a ratio of 1', () => {
  const endMs = 1_250_000
  const intervalMs = Math.sqrt(2 * 160 * endMs)
  expect(ratioOf({ questions: endMs / intervalMs, latenessMs: intervalMs / 2 }, endMs)).toBeCloseTo(1, 10)
})

test('a fixed interval is late by half of it on average, and a run repeats itself', () => {
  const schedule = peers[1] ?? ours
  const trial = { schedule, samples: 1_000 }
  expect(noticing(trial, 1_000_000).meanLatenessMs / 2_500).toBeCloseTo(1, 1)
  expect(noticing({ schedule: ours, samples: 20 }, 60_000)).toEqual(
    noticing({ schedule: ours, samples: 20 }, 60_000),
  )
})
