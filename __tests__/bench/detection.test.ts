import { detect, detectionStats, ratioOf } from '../../bench/detection.ts'
import { ours, peers } from '../../bench/schedules.ts'

const noProgress = () => undefined

/** Times of the polls of a schedule until `endMs`, with a constant random number. */
function pollTimes(title: string, endMs: number): readonly number[] {
  const schedule = peers.find(peer => peer.title === title)
  if (!schedule) throw new Error(`no schedule ${title}`)
  const next = schedule.begin(() => 0.5)
  const times = [0]
  for (let nowMs = 0; nowMs < endMs; times.push(nowMs)) nowMs += next(nowMs, undefined)
  return times
}

test('the schedules of other tools poll as their titles say', () => {
  expect(pollTimes('every 5 s', 12_000)).toEqual([0, 5_000, 10_000, 15_000])
  expect(pollTimes('doubling from 1 s', 12_000)).toEqual([0, 1_000, 3_000, 7_000, 15_000])
  expect(pollTimes('Fibonacci 2 s to 7 s', 20_000)).toEqual([0, 2_000, 5_000, 10_000, 17_000, 24_000])
  const capped = pollTimes('doubling 15 s to 600 s, full jitter', 2_000_000)
  expect(capped.slice(0, 4)).toEqual([0, 7_500, 22_500, 52_500])
  expect((capped.at(-1) ?? 0) - (capped.at(-2) ?? 0)).toBe(300_000)
})

test('an end between two polls is detected late, an end at a poll is not', () => {
  const everySecond = () => 1_000
  expect(detect(everySecond, { endMs: 2_300, progress: noProgress })).toEqual({ polls: 4, latenessMs: 700 })
  expect(detect(everySecond, { endMs: 2_000, progress: noProgress })).toEqual({ polls: 3, latenessMs: 0 })
})

test('the best fixed interval, half an interval late on average, has a ratio of 1', () => {
  const endMs = 1_250_000
  const intervalMs = Math.sqrt(2 * 160 * endMs)
  expect(ratioOf({ polls: endMs / intervalMs, latenessMs: intervalMs / 2 }, endMs)).toBeCloseTo(1, 10)
})

test('a fixed interval is late by half of it on average, and runs are reproducible', () => {
  const schedule = peers[1] ?? ours
  const trial = { schedule, samples: 1_000 }
  expect(detectionStats(trial, 1_000_000).meanLatenessMs / 2_500).toBeCloseTo(1, 1)
  expect(detectionStats({ schedule: ours, samples: 20 }, 60_000)).toEqual(
    detectionStats({ schedule: ours, samples: 20 }, 60_000),
  )
})
