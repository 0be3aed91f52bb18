/** Bounds of a download. */
export interface DownloadLimits {
  /** Files fetched at once. */
  readonly parallelFiles: number
  /** Attempts for one file without a byte more than ever held before; then it fails. */
  readonly attempts: number
  /** Pause after the first failure; doubles up to `longestPauseMs`. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** Fresh links for one file without a new byte in between. */
  readonly freshLinks: number
  /** How long a store may not know a file that has just been written. */
  readonly missingMs: number
  /** Fetches of one file again from the start because its bytes were not those promised. */
  readonly corruptRetries: number
  /** Span over which the speed of a transfer is measured. */
  readonly windowMs: number
  readonly minBytesPerSecond: number
  /** Bytes gathered before a write, shared by the files that are fetched at once; at most twice as many are in memory. */
  readonly batchBytes: number
  /** Connections for one file that comes slowly; 1 where several files are fetched at once. */
  readonly parallelRanges: number
  /** Bytes asked for at once over each of them, held in memory until their turn comes. */
  readonly rangeBytes: number
  /** A connection is judged after this many bytes, and from then on. */
  readonly probedBytes: number
  readonly slowBytesPerSecond: number
  /** Less than this is not worth more connections. */
  readonly undividedBytes: number
}

/** What the step promises; tests shorten them. */
export const DOWNLOAD_LIMITS: DownloadLimits = {
  parallelFiles: 6,
  attempts: 5,
  firstPauseMs: 1_000,
  longestPauseMs: 30_000,
  freshLinks: 3,
  missingMs: 60_000,
  corruptRetries: 2,
  windowMs: 60_000,
  minBytesPerSecond: 1024,
  batchBytes: 1536 * 1024,
  parallelRanges: 6,
  rangeBytes: 4 * 1024 * 1024,
  probedBytes: 8 * 1024 * 1024,
  slowBytesPerSecond: 100e6,
  undividedBytes: 64 * 1024 * 1024,
}
