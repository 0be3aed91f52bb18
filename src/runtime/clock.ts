/** Time as the program sees it: monotonic, so that a changed wall clock moves no deadline. */
export interface Clock {
  /** Milliseconds since an arbitrary origin; never goes back. */
  now(): number
  /** Wall-clock time, for display and for comparing with a server's dates only. */
  date(): Date
  /** Resolves after `ms` milliseconds or at once when `signal` aborts; never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>
}
