/** Bounds of a download. */
export interface DownloadLimits {
  /** Files downloaded at once. */
  readonly parallelFiles: number
  /** How long a link may be rejected, and a file be missing or empty. */
  readonly graceMs: number
  /** How long a host may send no new byte of any file while attempts fail. */
  readonly outageMs: number
  /** Attempts for one file whose bytes fail the verification. */
  readonly contentAttempts: number
  /** The shortest time between two refreshes of the links. */
  readonly refreshMs: number
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
  graceMs: 60_000,
  outageMs: 300_000,
  contentAttempts: 3,
  refreshMs: 20_000,
  windowMs: 60_000,
  minBytesPerSecond: 1024,
  batchBytes: 1536 * 1024,
  parallelRanges: 6,
  rangeBytes: 4 * 1024 * 1024,
  probedBytes: 8 * 1024 * 1024,
  slowBytesPerSecond: 100e6,
  undividedBytes: 64 * 1024 * 1024,
}
