import { ExportError } from '../failures/export-error.ts'
import type { RemoteFile } from '../providers/provider.ts'
import type { Checksum, Digests } from './checksums.ts'
import { contentOf, contentProblem, encodingOf, insteadOf, replacementProblem } from './first-bytes.ts'
import type { PartFile } from './part-file.ts'
import type { Representation } from './resume.ts'
import type { TransferFailure, TransferFailureKind } from './retry.ts'
import type { Read } from './structure.ts'
import { findingIn, isWholeGzip, isWholeZip } from './structure.ts'

/** What arrived. */
export interface Arrived {
  /** How messages call the file. */
  readonly label: string
  readonly file: RemoteFile
  readonly representation: Representation
  readonly bytes: number
  /** First bytes. */
  readonly head: Uint8Array
  /** Whether more bytes followed than the response announced. */
  readonly hasExcess: boolean
}

/** How an attempt ended; `home`: the whole file is on disk and verified. */
export type Ending = TransferFailure | { readonly kind: 'home'; readonly sha256: string }

const RETRY_HINT = 'Run the step again; if it fails the same way, start a new export.'

function trouble(kind: TransferFailureKind, message: string, hint = RETRY_HINT): TransferFailure {
  return { kind, error: new ExportError('download', message, { hint }) }
}

function lengthProblem({
  label,
  file,
  representation,
  bytes,
  hasExcess,
}: Arrived): TransferFailure | undefined {
  const { totalBytes = bytes } = representation
  if (bytes < totalBytes) return trouble('transient', `${label} ended after ${bytes} of ${totalBytes} bytes.`)
  return bytes > totalBytes || (hasExcess && file.size === undefined)
    ? trouble('corrupt', `${label} has more bytes than the ${totalBytes} that the server announced.`)
    : undefined
}

function sizeProblem({ label, bytes, file: { size } }: Arrived): TransferFailure | undefined {
  if (bytes === 0 && (size ?? 0) === 0)
    return trouble('permanent', `${label} is empty: it has 0 bytes, so it cannot be an export.`)
  if (size === undefined || bytes === size) return undefined
  return bytes > size
    ? trouble('permanent', `${label} has more bytes than the ${size} that the provider declared.`)
    : trouble('corrupt', `${label} has ${bytes} bytes, but the provider declared ${size}.`)
}

/** Whether the length or a checksum of the file came with it. */
function isMeasured({ totalBytes, checksums }: Representation): boolean {
  return totalBytes !== undefined || checksums.length > 0
}

/** A body that only the end of its connection ends may have been cut at any byte. */
function endProblem({ label, file, representation }: Arrived): TransferFailure | undefined {
  if (representation.isEndDelimited || isMeasured(representation) || file.size !== undefined) return undefined
  return trouble(
    'permanent',
    `Nothing tells whether ${label} is whole: neither its length nor a checksum came with it.`,
  )
}

function foreign(label: string, what: string): TransferFailure {
  return trouble('unexpected', `${label} is ${what}.`)
}

/** If the size is the declared one, only the first bytes are checked. */
function foreignProblem({ label, file, representation, bytes, head }: Arrived): TransferFailure | undefined {
  if (bytes === 0) return undefined
  const { mediaType } = representation
  const what =
    contentProblem(head, bytes, file.format) ??
    (bytes === file.size ? undefined : replacementProblem({ head, bytes, mediaType }, file.format))
  return what === undefined ? undefined : foreign(label, what)
}

/**
 * Holds what arrived against the announced length, the expected format and the declared size;
 * undefined when all agree. A document that is no export is told before its size, which says less.
 */
function shapeProblem(arrived: Arrived): TransferFailure | undefined {
  const length = lengthProblem(arrived)
  // Reading stops where the declared size is passed, short of the announced length.
  const isCutShort =
    length?.kind === 'transient' && arrived.bytes <= (arrived.file.size ?? Number.POSITIVE_INFINITY)
  if (isCutShort) return length
  return foreignProblem(arrived) ?? sizeProblem(arrived) ?? length ?? endProblem(arrived)
}

/** Holds the digests of what arrived against every checksum that the server sent with it. */
function checksumProblem(
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

async function jsonProblem(
  { label, file, head }: Arrived,
  read: Read,
  untilEnd: boolean,
): Promise<TransferFailure | undefined> {
  const finding = await findingIn(read, { encoding: encodingOf(head), untilEnd })
  if (finding === 'error') return foreign(label, insteadOf('an error message', file.format))
  if (finding === 'cut') return trouble('corrupt', `${label} is cut short: its JSON does not end.`)
  // Text of another kind may also begin with a bracket.
  return finding === 'other' && file.format === 'json'
    ? trouble('corrupt', `${label} is damaged: it is not JSON.`)
    : undefined
}

/**
 * Reads the stored file if only its structure can show that it is whole, and JSON as long as it may be an error. A declared
 * size, which was compared before, makes both unnecessary.
 */
async function structureProblem(arrived: Arrived, read: Read): Promise<TransferFailure | undefined> {
  const { label, file, representation, bytes, head } = arrived
  if (file.size !== undefined) return undefined
  const content = contentOf(head)
  const untilEnd = !isMeasured(representation)
  if (content === 'json') return jsonProblem(arrived, read, untilEnd)
  if (untilEnd && content === 'zip' && !(await isWholeZip(read, bytes)))
    return trouble('corrupt', `${label} is cut short or damaged: it does not end as a zip archive does.`)
  if (untilEnd && (content === 'gzip' || content === 'tar.gz') && !(await isWholeGzip(read)))
    return trouble('corrupt', `${label} is cut short or damaged: it does not inflate up to its end.`)
  return undefined
}

/** Verifies what arrived, cheapest checks first; `read` reads the part file. */
export async function verify(arrived: Arrived, part: PartFile, read: Read): Promise<Ending> {
  const problem = shapeProblem(arrived)
  if (problem) return problem
  await part.flush()
  const digests = part.digests()
  const { label, representation } = arrived
  return (
    checksumProblem(label, representation.checksums, digests) ??
    (await structureProblem(arrived, read)) ?? { kind: 'home', sha256: digests.sha256 }
  )
}
