import { ExportError } from '../failures/export-error.ts'

/**
 * Why an attempt did not bring the file home, by what may help: `transient` asking again, `unresumable` starting over,
 * `expired` a fresh link, `mis-signed` a fresh link once, `missing` time, `corrupt` fetching the bytes again,
 * `foreign` (another document came instead) a fresh link and fetching again, `hopeless` nothing.
 */
export type TransferFailureKind =
  | 'transient'
  | 'unresumable'
  | 'expired'
  | 'signature-mismatch'
  | 'missing'
  | 'corrupt'
  | 'unexpected'
  | 'permanent'

/** A failed attempt; the error is what the user is told should it be the last. */
export interface TransferFailure {
  readonly kind: TransferFailureKind
  readonly error: ExportError
}

/** Sorts what was thrown: an `ExportError` knows its outlook, an error code comes from the connection, anything else is a defect and thrown on. */
export function toTransferFailure(error: unknown, label: string): TransferFailure {
  if (error instanceof ExportError) {
    const mayPass = ['transient', 'unreachable', 'malformed'].includes(error.outlook)
    return { kind: mayPass ? 'transient' : 'permanent', error }
  }
  const { code } = error as { readonly code?: unknown }
  if (typeof code !== 'string') throw error
  const message = `The connection broke while ${label} was fetched (${code}).`
  return {
    kind: 'transient',
    error: new ExportError('network', message, { outlook: 'transient', cause: error }),
  }
}
