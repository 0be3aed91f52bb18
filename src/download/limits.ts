/** The limits of a download; tests use shorter ones. */
export const DOWNLOAD_LIMITS = {
  /** Files downloaded at once. */
  parallelFiles: 6,
  /** How long a link may be rejected, and a file be missing or empty. */
  graceMs: 60_000,
  /** How long a host may send no new byte of any file while attempts fail. */
  outageMs: 300_000,
  /** Attempts for one file whose bytes fail the verification. */
  contentAttempts: 3,
  /** The shortest time between two refreshes of the links. */
  refreshMs: 20_000,
  /** Window over which the speed of a transfer is measured. */
  windowMs: 60_000,
  minBytesPerSecond: 1024,
  /** Bytes gathered before a write, shared by the files downloaded at once; at most twice as many are in memory. */
  batchBytes: 1536 * 1024,
  /** Connections for one slow file; 1 if several files are downloaded at once. */
  parallelRanges: 6,
  /** Bytes of one range, held in memory until their turn comes. */
  rangeBytes: 4 * 1024 * 1024,
  /** The speed of a connection is judged after this many bytes, and from then on. */
  probedBytes: 8 * 1024 * 1024,
  slowBytesPerSecond: 100e6,
  /** Less than this is not worth more connections. */
  undividedBytes: 64 * 1024 * 1024,
}

/** Bounds of a download. */
export type DownloadLimits = Readonly<typeof DOWNLOAD_LIMITS>
