import { ExportError } from '../failures/export-error.ts'
import type { DownloadLimits } from './limits.ts'
import type { TransferFailure, TransferFailureKind } from './transfer-failure.ts'

/** What the policy remembers of the attempts for one file. */
export interface AttemptRecord {
  /** Most bytes ever held: an attempt that passes it has made progress. */
  readonly bestBytes: number
  readonly counts: Readonly<Record<TransferFailureKind, number>>
  /** When the store first did not know the file. */
  readonly missingSinceMs: number | undefined
}

/** What an attempt ended with, on one monotonic clock. */
export interface AttemptEnd {
  readonly trouble: TransferFailure
  /** Bytes held when it ended. */
  readonly bytes: number
  readonly nowMs: number
}

/** What to do after a failed attempt. */
export type NextStep =
  | {
      readonly kind: 'again'
      readonly record: AttemptRecord
      readonly pauseMs: number
      readonly link: 'same' | 'fresh'
      readonly bytes: 'kept' | 'discarded'
    }
  | { readonly kind: 'end'; readonly error: ExportError }

/** The record before the first attempt. */
export const NO_ATTEMPTS: AttemptRecord = {
  bestBytes: 0,
  counts: {
    transient: 0,
    unresumable: 0,
    expired: 0,
    'signature-mismatch': 0,
    missing: 0,
    corrupt: 0,
    unexpected: 0,
    permanent: 0,
  },
  missingSinceMs: undefined,
}

/** The kinds that progress makes good: the others say something about the file, not about the way to it. */
const HEALED = { transient: 0, unresumable: 0, expired: 0, missing: 0 }

function remember(record: AttemptRecord, { trouble, bytes, nowMs }: AttemptEnd): AttemptRecord {
  const { kind } = trouble
  const hasProgressed = bytes > record.bestBytes
  const counts = hasProgressed ? { ...record.counts, ...HEALED } : record.counts
  const missingSinceMs = hasProgressed ? undefined : record.missingSinceMs
  // An attempt that made progress is no failure of the way either.
  const isForgiven = hasProgressed && kind in HEALED
  return {
    bestBytes: Math.max(bytes, record.bestBytes),
    counts: isForgiven ? counts : { ...counts, [kind]: counts[kind] + 1 },
    missingSinceMs: kind === 'missing' ? (missingSinceMs ?? nowMs) : missingSinceMs,
  }
}

/** How often each kind may be followed by another attempt. */
function allowed(kind: Exclude<TransferFailureKind, 'permanent'>, limits: DownloadLimits): number {
  switch (kind) {
    case 'transient':
    case 'unresumable':
      return limits.attempts - 1
    case 'expired':
      return limits.freshLinks
    case 'corrupt':
      return limits.corruptRetries
    case 'signature-mismatch':
    case 'unexpected':
      return 1
    case 'missing':
      // Bounded by time, not by number.
      return Number.POSITIVE_INFINITY
  }
}

function pauseMs(failures: number, limits: DownloadLimits): number {
  return failures < 1 ? 0 : Math.min(limits.firstPauseMs * 2 ** (failures - 1), limits.longestPauseMs)
}

function lastError(error: ExportError, attempts: number): ExportError {
  const { code, message, requestId, httpStatus } = error
  // To the user the way to a file is part of the download; only a provider's own refusal has a code of its own.
  const isOfTheWay = code === 'network' || code === 'protocol'
  return new ExportError(
    isOfTheWay ? 'download' : code,
    `${message} That was the last of ${attempts} attempts.`,
    {
      hint: error.hint || 'Run the step again with the same export-id: the provider keeps what it exported.',
      requestId,
      cause: error,
      ...(httpStatus !== undefined && { httpStatus }),
    },
  )
}

/** Decides about another attempt. Pauses double from the first failure in a row; a server's own wish is never undercut. */
export function nextStep(before: AttemptRecord, end: AttemptEnd, limits: DownloadLimits): NextStep {
  const { trouble, nowMs } = end
  const { kind, error } = trouble
  if (kind === 'permanent') return { kind: 'end', error }
  const record = remember(before, end)
  const count = record.counts[kind]
  const isOverdue = kind === 'missing' && nowMs - (record.missingSinceMs ?? nowMs) >= limits.missingMs
  if (isOverdue || count > allowed(kind, limits)) return { kind: 'end', error: lastError(error, count) }
  const mayHelpAtOnce =
    kind === 'expired' || kind === 'signature-mismatch' || kind === 'unexpected' || kind === 'unresumable'
  const needsLink = kind === 'expired' || kind === 'signature-mismatch' || kind === 'unexpected'
  return {
    kind: 'again',
    record,
    pauseMs: Math.max(pauseMs(mayHelpAtOnce ? count - 1 : Math.max(count, 1), limits), error.retryAfterMs),
    // A link to nothing may be an old one; once is enough to find out.
    link: needsLink || (kind === 'missing' && count === 1) ? 'fresh' : 'same',
    bytes: kind === 'unresumable' || kind === 'corrupt' || kind === 'unexpected' ? 'discarded' : 'kept',
  }
}
