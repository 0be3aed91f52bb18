/** Bounds of a download. */
export interface DownloadLimits {
  /** Files downloaded at once. */
  readonly parallelFiles: number
  /** Attempts for one file in a row that bring no new byte; then the file fails. */
  readonly attempts: number
  /** Pause after the first failure; doubles up to `longestPauseMs`. */
  readonly firstPauseMs: number
  readonly longestPauseMs: number
  /** Fresh links for one file without a new byte in between. */
  readonly freshLinks: number
  /** How long a store may not find a file that has just been written. */
  readonly missingMs: number
  /** How often a file is downloaded again because its bytes did not match. */
  readonly corruptRetries: number
  /** Window over which the speed of a transfer is measured. */
  readonly windowMs: number
  readonly minBytesPerSecond: number
  /** Bytes gathered before a write, shared by the files downloaded at once; at most twice as many are in memory. */
  readonly batchBytes: number
  /** Connections for one slow file; 1 if several files are downloaded at once. */
  readonly parallelRanges: number
  /** Bytes of one range, held in memory until their turn comes. */
  readonly rangeBytes: number
  /** The speed of a connection is judged after this many bytes, and from then on. */
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
