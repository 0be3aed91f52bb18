import type { Clock } from './clock.ts'

/** A longer timer overflows and fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

function timer(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const settle = () => {
      clearTimeout(handle)
      signal.removeEventListener('abort', settle)
      resolve()
    }
    const handle = setTimeout(settle, ms)
    signal.addEventListener('abort', settle)
    if (signal.aborted) settle()
  })
}

/** The machine's own time. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  async sleep(ms, signal) {
    const endMs = performance.now() + ms
    for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs = endMs - performance.now())
      await timer(Math.min(Math.ceil(leftMs), MAX_TIMER_MS), signal)
  },
}
