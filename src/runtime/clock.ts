/** Time as the program sees it. It is monotonic, so a change of the wall clock moves no deadline. */
export interface Clock {
  /** Milliseconds since an arbitrary origin; never decreases. */
  now(): number
  /** Wall-clock time, only for display and for comparing with a server's dates. */
  date(): Date
  /** Resolves after `ms` milliseconds, or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}

/** A longer timer overflows and fires at once. */
const MAX_TIMER_MS = 2 ** 31 - 1

function startTimer(ms: number, signal: AbortSignal): Promise<void> {
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

/** The clock of the machine. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => new Date(),
  async sleep(ms, signal) {
    const endMs = performance.now() + ms
    for (let leftMs = ms; leftMs > 0 && !signal.aborted; leftMs = endMs - performance.now())
      await startTimer(Math.min(Math.ceil(leftMs), MAX_TIMER_MS), signal)
  },
}
