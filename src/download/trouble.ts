import { ExportError } from '../errors.ts'

/**
 * Why an attempt did not bring the file home, by what may help: `transient` asking again, `unresumable` starting over,
 * `expired` a fresh link, `mis-signed` a fresh link once, `missing` time, `corrupt` fetching the bytes again,
 * `foreign` (another document came instead) a fresh link and fetching again, `hopeless` nothing.
 */
export type TroubleKind =
  | 'transient'
  | 'unresumable'
  | 'expired'
  | 'mis-signed'
  | 'missing'
  | 'corrupt'
  | 'foreign'
  | 'hopeless'

/** A failed attempt; the error is what the user is told should it be the last. */
export interface Trouble {
  readonly kind: TroubleKind
  readonly error: ExportError
}

/** Sorts what was thrown: an `ExportError` knows its outlook, an error code comes from the connection, anything else is a defect and thrown on. */
export function troubleOf(error: unknown, label: string): Trouble {
  if (error instanceof ExportError) {
    const mayPass = ['transient', 'unreachable', 'malformed'].includes(error.outlook)
    return { kind: mayPass ? 'transient' : 'hopeless', error }
  }
  const { code } = error as { readonly code?: unknown }
  if (typeof code !== 'string') throw error
  const message = `The connection broke while ${label} was fetched (${code}).`
  return {
    kind: 'transient',
    error: new ExportError('network', message, { outlook: 'transient', cause: error }),
  }
}
