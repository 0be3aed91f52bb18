import { ExportError } from '../failures/export-error.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Checksum, Digests } from './checksums.ts'
import { contentProblem } from './first-bytes.ts'
import type { Representation } from './resume.ts'
import type { TransferFailure, TransferFailureKind } from './transfer-failure.ts'

/** What arrived. */
export interface Arrived {
  /** How messages call the file. */
  readonly label: string
  readonly bytes: number
  /** First bytes. */
  readonly head: Uint8Array
}

const RETRY_HINT = 'Run the step again; if it fails the same way, start a new export.'

function trouble(kind: TransferFailureKind, message: string, hint = RETRY_HINT): TransferFailure {
  return { kind, error: new ExportError('download', message, { hint }) }
}

function lengthProblem(
  { label, bytes }: Arrived,
  totalBytes: number | undefined,
): TransferFailure | undefined {
  if (totalBytes === undefined || bytes === totalBytes) return undefined
  const message = `${label} ended after ${bytes} of ${totalBytes} bytes.`
  return bytes < totalBytes
    ? trouble('transient', message)
    : trouble('permanent', `${label} has more bytes than the ${totalBytes} that the server announced.`)
}

function sizeProblem({ label, bytes }: Arrived, size: number | undefined): TransferFailure | undefined {
  if (bytes === 0 && (size ?? 0) === 0)
    return trouble('permanent', `${label} is empty: it has 0 bytes, so it cannot be an export.`)
  if (size === undefined || bytes === size) return undefined
  return bytes > size
    ? trouble('permanent', `${label} has more bytes than the ${size} that the provider declared.`)
    : trouble('corrupt', `${label} has ${bytes} bytes, but the provider declared ${size}.`)
}

/** A body that only the end of its connection ends may have been cut at any byte. */
function endProblem(
  { label }: Arrived,
  file: RemoteFile,
  representation: Announced,
): TransferFailure | undefined {
  const { isEndDelimited, totalBytes, checksums } = representation
  if (isEndDelimited || totalBytes !== undefined || checksums.length > 0 || file.size !== undefined)
    return undefined
  return trouble(
    'permanent',
    `Nothing tells whether ${label} is whole: neither its length nor a checksum came with it.`,
  )
}

type Announced = Pick<Representation, 'totalBytes' | 'isEndDelimited' | 'checksums'>

/**
 * Holds what arrived against the announced length, the expected format and the declared size;
 * undefined when all agree. A document that is no export is told before its size, which says less.
 */
export function shapeProblem(
  arrived: Arrived,
  file: RemoteFile,
  representation: Announced,
): TransferFailure | undefined {
  const { label, bytes, head } = arrived
  const length = lengthProblem(arrived, representation.totalBytes)
  // Reading stops where the declared size is passed, short of the announced length.
  const isCutShort = length?.kind === 'transient' && bytes <= (file.size ?? Number.POSITIVE_INFINITY)
  if (isCutShort) return length
  const problem = bytes === 0 ? undefined : contentProblem(head, bytes, file.format)
  if (problem !== undefined) return trouble('unexpected', `What came for ${label} is ${problem}.`)
  return sizeProblem(arrived, file.size) ?? length ?? endProblem(arrived, file, representation)
}

/** Holds the digests of what arrived against every checksum that the server sent with it. */
export function checksumProblem(
  label: string,
  checksums: readonly Checksum[],
  digests: Digests,
): TransferFailure | undefined {
  const wrong = checksums.find(({ algorithm, expected }) => digests[algorithm] !== expected)
  return (
    wrong &&
    trouble(
      'corrupt',
      `${label} was damaged on the way: its ${wrong.algorithm} is not that of the ${wrong.header} header.`,
    )
  )
}
