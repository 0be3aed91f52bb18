import { ExportError } from '../failures/export-error.ts'
import type { FileFormat } from '../providers/provider.ts'
import { contentOf, contentProblem, encodingOf, insteadOf, replacementProblem } from './first-bytes.ts'
import type { Representation } from './resume.ts'
import type { TransferFailure, TransferFailureKind } from './retry.ts'
import { findingIn, isWholeGzip, isWholeZip, type Read } from './structure.ts'
import type { FileTask } from './task.ts'

/** How an attempt ended; `verified`: the whole file is on disk. */
export type Ending = TransferFailure | { readonly kind: 'verified'; readonly sha256: string }

function failure(kind: TransferFailureKind, message: string): TransferFailure {
  const hint = 'Run the step again; if it fails the same way, start a new export.'
  return { kind, error: new ExportError('download', message, { hint }) }
}

/**
 * Verifies the file, cheapest checks first. `hasExcess`: more bytes followed than the response announced; `signal` aborts
 * reading the stored file.
 */
export async function verify(
  task: FileTask,
  representation: Representation,
  { hasExcess, signal }: { readonly hasExcess: boolean; readonly signal: AbortSignal },
): Promise<Ending> {
  const { label, part } = task
  const problem = shapeProblem(task, representation, hasExcess)
  if (problem) return problem
  await part.flush()
  const digests = part.digests()
  const wrong = representation.checksums.find(({ algorithm, expected }) => digests[algorithm] !== expected)
  if (wrong)
    return failure(
      'corrupt',
      `${label} was damaged in transit: its ${wrong.algorithm} does not match the ${wrong.header} header.`,
    )
  // A large file takes minutes to read: the bytes count as progress, so that the transfer does not seem stalled.
  async function* read(start: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of part.read(start)) {
      signal.throwIfAborted()
      task.receivedBytes += chunk.length
      yield chunk
    }
  }
  const damage = await structureProblem(task, representation, read)
  return damage ?? { kind: 'verified', sha256: digests.sha256 }
}

/** Compares the bytes with the announced length, the expected format and the declared size. */
function shapeProblem(
  task: FileTask,
  representation: Representation,
  hasExcess: boolean,
): TransferFailure | undefined {
  const { label, part, file } = task
  const { size, format } = file
  const { mediaType } = representation
  const [head, bytes] = [part.head(), part.bytes()]
  const { totalBytes = bytes } = representation
  // Reading stops once the declared size is exceeded, before the announced length.
  if (bytes < totalBytes && bytes <= (size ?? bytes))
    return failure('transient', `${label} ended after ${bytes} of ${totalBytes} bytes.`)
  // If the size is the declared one, only the first bytes are checked.
  const what =
    contentProblem(head, bytes, format) ??
    (bytes === size ? undefined : replacementProblem({ head, bytes, mediaType }, format))
  // Another document in place of the file explains a wrong size.
  if (bytes > 0 && what !== undefined) return failure('unexpected', `${label} is ${what}.`)
  const problem = sizeProblem(task)
  if (problem) return problem
  if (bytes > totalBytes || (hasExcess && size === undefined))
    return failure('corrupt', `${label} has more bytes than the ${totalBytes} that the server announced.`)
  const isVerifiable = hasEnd(representation) || size !== undefined || STRUCTURED.includes(format)
  return isVerifiable ? undefined : unverifiable(label)
}

/** Formats whose end is recognized. */
const STRUCTURED: readonly FileFormat[] = ['zip', 'gzip', 'json']

/** Whether the transfer shows its own end. A body that only the end of its connection ends may have been cut at any byte. */
function hasEnd(representation: Representation): boolean {
  return representation.isEndDelimited || isMeasured(representation)
}

function unverifiable(label: string): TransferFailure {
  return failure('permanent', `Cannot verify ${label}: the server sent neither its length nor a checksum.`)
}

function sizeProblem({ label, part, file: { size } }: FileTask): TransferFailure | undefined {
  const bytes = part.bytes()
  if (bytes === 0 && !size) return failure('permanent', `${label} is empty: it has 0 bytes.`)
  if (size === undefined || bytes === size) return undefined
  return bytes > size
    ? failure('permanent', `${label} has more bytes than the ${size} that the provider declared.`)
    : failure('corrupt', `${label} has ${bytes} bytes, but the provider declared ${size}.`)
}

/** Whether the length or a checksum of the file came with it. */
function isMeasured({ totalBytes, checksums }: Representation): boolean {
  return totalBytes !== undefined || checksums.length > 0
}

/**
 * Reads the stored file if only its structure can show that it is whole, and JSON as long as it may be an error. A declared
 * size, which was compared before, makes both unnecessary.
 */
async function structureProblem(
  task: FileTask,
  representation: Representation,
  read: Read,
): Promise<TransferFailure | undefined> {
  const { label, part, file } = task
  if (file.size !== undefined) return undefined
  const content = contentOf(part.head())
  const untilEnd = !isMeasured(representation)
  if (content === 'json') {
    const finding = await findingIn(read, { encoding: encodingOf(part.head()), untilEnd })
    return jsonProblem(task, representation, finding)
  }
  if (untilEnd && content === 'zip' && !(await isWholeZip(read, part.bytes())))
    return failure('corrupt', `${label} is cut short or damaged: its zip archive has no valid end.`)
  if (untilEnd && (content === 'gzip' || content === 'tar.gz') && !(await isWholeGzip(read)))
    return failure('corrupt', `${label} is cut short or damaged: its gzip data has no valid end.`)
  return undefined
}

function jsonProblem(
  { label, file: { format } }: FileTask,
  representation: Representation,
  finding: Awaited<ReturnType<typeof findingIn>>,
): TransferFailure | undefined {
  switch (finding) {
    case 'error':
      return failure('unexpected', `${label} is ${insteadOf('an error message', format)}.`)
    case 'cut':
      return failure('corrupt', `${label} is cut short: its JSON does not end.`)
    case 'other':
      // Text of another kind may also begin with a bracket.
      return format === 'json' ? failure('corrupt', `${label} is damaged: it is not JSON.`) : undefined
    case 'lines':
      // More lines may have followed.
      return hasEnd(representation) ? undefined : unverifiable(label)
    case 'document':
      return undefined
  }
}
