import type { Counter } from './detection.ts'

/** A progress counter. */
export interface CounterKind {
  readonly title: string
  /** Whether it is the exact share of the time that has passed. */
  readonly isExact: boolean
  readonly counter: Counter
}

const share = (elapsedMs: number, endMs: number) => Math.min(elapsedMs / endMs, 1)

/** Stays at 0 in a queue for three tenths of the time. */
const queued: Counter = endMs => elapsedMs => Math.max(0, (share(elapsedMs, endMs) - 0.3) / 0.7) * 100

/** Accurate on average: each value is off by up to 3 points. */
const noisy: Counter = (endMs, random) => elapsedMs =>
  Math.min(100, Math.max(0, 100 * share(elapsedMs, endMs) + 6 * random() - 3))

/** Reaches `percent` in the first tenth and stays there. */
const stuckAt =
  (percent: number): Counter =>
  endMs =>
  elapsedMs =>
    Math.min(percent, percent * 10 * share(elapsedMs, endMs))

const jumps: Counter = (endMs, random) => {
  const levels = Array.from({ length: 8 }, () => 100 * random()).sort((a, b) => a - b)
  return elapsedMs => levels[Math.floor(8 * share(elapsedMs, endMs))] ?? 100
}

/** Counters as servers report them. */
export const counters: readonly CounterKind[] = [
  { title: 'accurate', isExact: true, counter: endMs => elapsedMs => 100 * share(elapsedMs, endMs) },
  {
    title: 'accurate, whole percent',
    isExact: false,
    counter: endMs => elapsedMs => Math.floor(100 * share(elapsedMs, endMs)),
  },
  {
    title: 'accurate, steps of 10',
    isExact: false,
    counter: endMs => elapsedMs => 10 * Math.floor(10 * share(elapsedMs, endMs)),
  },
  { title: 'accurate after a queue', isExact: false, counter: queued },
  { title: 'noisy, ± 3 points', isExact: false, counter: noisy },
  { title: 'slows down', isExact: false, counter: endMs => ms => 100 * Math.sqrt(share(ms, endMs)) },
  { title: 'speeds up', isExact: false, counter: endMs => ms => 100 * share(ms, endMs) ** 2 },
  { title: 'stuck at 0', isExact: false, counter: () => () => 0 },
  { title: 'stuck at 99', isExact: false, counter: stuckAt(99) },
  { title: 'jumps', isExact: false, counter: jumps },
  { title: 'goes backwards', isExact: false, counter: endMs => ms => 100 - 100 * share(ms, endMs) },
  {
    title: 'saw-tooth',
    isExact: false,
    counter: endMs => ms => (500 * share(ms, endMs)) % 100,
  },
  { title: 'far too fast', isExact: false, counter: endMs => ms => Math.min(99, 400 * share(ms, endMs)) },
  { title: 'far too slow', isExact: false, counter: endMs => ms => 25 * share(ms, endMs) },
  { title: 'always nearly done', isExact: false, counter: endMs => ms => 99 + share(ms, endMs) / 2 },
  { title: 'random', isExact: false, counter: (_, random) => () => 100 * random() },
  {
    title: 'a twentieth too fast',
    isExact: false,
    counter: endMs => ms => Math.min(99.9, 105 * share(ms, endMs)),
  },
  {
    title: 'a tenth too fast',
    isExact: false,
    counter: endMs => ms => Math.min(99.9, 110 * share(ms, endMs)),
  },
  { title: 'slows down much', isExact: false, counter: endMs => ms => 100 * share(ms, endMs) ** 0.3 },
  { title: 'oscillates', isExact: false, counter: endMs => ms => 50 + 45 * Math.sin(30 * share(ms, endMs)) },
  {
    title: 'slow, then done at once',
    isExact: false,
    counter: endMs => ms => Math.max(0, share(ms, endMs) - 0.8) * 20,
  },
]
