import { ExportError } from '../failures/export-error.ts'
import type { DownloadLimits } from './limits.ts'

/** What follows a failed attempt. */
interface Rule {
  /** How many retries may follow without progress. */
  readonly retries: (limits: DownloadLimits) => number
  /** Whether the first retry needs no pause. */
  readonly isImmediate: boolean
  readonly link: 'same' | 'fresh'
  /** Whether the bytes on disk stay. */
  readonly part: 'kept' | 'discarded'
}

const PAUSED = { isImmediate: false, link: 'same', part: 'kept' } as const
const IMMEDIATE = { ...PAUSED, isImmediate: true } as const

/** The kinds of failed attempts, by what may help. */
const RULES = {
  /** Another attempt. */
  transient: { ...PAUSED, retries: ({ attempts }) => attempts - 1 },
  /** Starting over. */
  unresumable: { ...IMMEDIATE, retries: ({ attempts }) => attempts - 1, part: 'discarded' },
  /** A fresh link. */
  expired: { ...IMMEDIATE, retries: ({ freshLinks }) => freshLinks, link: 'fresh' },
  /** A fresh link, once. */
  'signature-mismatch': { ...IMMEDIATE, retries: () => 1, link: 'fresh' },
  /** Time: retries are limited by `missingMs`. */
  missing: { ...PAUSED, retries: () => Number.POSITIVE_INFINITY },
  /** Downloading the bytes again. */
  corrupt: { ...PAUSED, retries: ({ corruptRetries }) => corruptRetries, part: 'discarded' },
  /** A fresh link and downloading again, once: a different document came in place of the file. */
  unexpected: { ...IMMEDIATE, retries: () => 1, link: 'fresh', part: 'discarded' },
  /** Nothing. */
  permanent: { ...PAUSED, retries: () => 0 },
} satisfies Readonly<Record<string, Rule>>

/** Why an attempt failed, by what may help. */
export type TransferFailureKind = keyof typeof RULES

/** A failed attempt; the user sees the error if no attempt follows. */
export interface TransferFailure {
  readonly kind: TransferFailureKind
  readonly error: ExportError
}

/** The attempts for one file so far. */
export interface AttemptRecord {
  /** Most bytes ever held: an attempt that passes it has made progress. */
  readonly bestBytes: number
  readonly counts: Readonly<Partial<Record<TransferFailureKind, number>>>
  /** When the server first did not find the file. */
  readonly missingSinceMs: number | undefined
}

/** The record before the first attempt. */
export const NO_ATTEMPTS: AttemptRecord = { bestBytes: 0, counts: {}, missingSinceMs: undefined }

/** What to do after a failed attempt. */
export type NextStep =
  | (Pick<Rule, 'link' | 'part'> & {
      readonly kind: 'retry'
      readonly record: AttemptRecord
      readonly pauseMs: number
    })
  | { readonly kind: 'end'; readonly error: ExportError }

/** Counts that progress resets. The other kinds are about the file and not about the connection. */
const RESET = { transient: 0, unresumable: 0, expired: 0, missing: 0 }

/**
 * Decides whether another attempt follows. Pauses double from the first failure in a row, and are never shorter than the
 * server asked for. `bytes` are those held when the attempt ended; `nowMs` is on a monotonic clock.
 */
export function nextStep(
  before: AttemptRecord,
  { kind, error }: TransferFailure,
  { bytes, nowMs }: { readonly bytes: number; readonly nowMs: number },
  limits: DownloadLimits,
): NextStep {
  if (kind === 'permanent') return { kind: 'end', error }
  const hasProgressed = bytes > before.bestBytes
  const counts = hasProgressed ? { ...before.counts, ...RESET } : before.counts
  // A connection that made progress did not fail.
  const count = hasProgressed && kind in RESET ? 0 : (counts[kind] ?? 0) + 1
  const missingBefore = hasProgressed ? undefined : before.missingSinceMs
  const missingSinceMs = kind === 'missing' ? (missingBefore ?? nowMs) : missingBefore
  const isOverdue = kind === 'missing' && nowMs - (missingSinceMs ?? nowMs) >= limits.missingMs
  const { retries, isImmediate, link, part }: Rule = RULES[kind]
  if (isOverdue || count > retries(limits)) return { kind: 'end', error: lastError(error, count) }
  return {
    kind: 'retry',
    record: {
      bestBytes: Math.max(bytes, before.bestBytes),
      counts: { ...counts, [kind]: count },
      missingSinceMs,
    },
    pauseMs: Math.max(backoffMs(isImmediate ? count - 1 : Math.max(count, 1), limits), error.retryAfterMs),
    // The link to a missing file may be outdated; one refresh is enough to find out.
    link: kind === 'missing' && count === 1 ? 'fresh' : link,
    part,
  }
}

function backoffMs(failures: number, { firstPauseMs, longestPauseMs }: DownloadLimits): number {
  return failures < 1 ? 0 : Math.min(firstPauseMs * 2 ** (failures - 1), longestPauseMs)
}

function lastError(error: ExportError, attempts: number): ExportError {
  const { code, message, requestId, httpStatus } = error
  // For the user, the connection is part of the download; only a refusal by the provider itself keeps its code.
  const isOfConnection = code === 'network' || code === 'protocol'
  return new ExportError(
    isOfConnection ? 'download' : code,
    `${message} Gave up after ${attempts} attempts.`,
    {
      hint:
        error.hint || 'Run the step again with the same export-id: the provider keeps the exported files.',
      requestId,
      cause: error,
      httpStatus,
    },
  )
}
