import { ExportError } from '../failures/export-error.ts'
import type { FileFormat, RemoteFile } from '../providers/provider.ts'
import { isWholeGzip, isWholeZip, type Read } from './archive.ts'
import {
  contentOf,
  contentProblem,
  doubtfulTable,
  encodingOf,
  insteadOf,
  isEmptyObject,
} from './first-bytes.ts'
import type { Flow } from './flow.ts'
import { findingIn, type JsonFinding } from './json.ts'
import type { Representation } from './resume.ts'
import type { FileTask, LocalFile, VerifiedBy } from './task.ts'

/** Verifies the downloaded bytes, cheapest checks first; rejects with an `ExportError` if something contradicts them. */
export async function verify(
  task: FileTask,
  file: RemoteFile,
  flow: Flow,
): Promise<Pick<LocalFile, 'sha256' | 'verifiedBy' | 'rowCount'>> {
  const { label, part, representation } = task
  if (!representation) throw new ExportError('internal', `Nothing is known about ${label}.`)
  const stated = statedBy(file, representation)
  checkEnd(task, file, representation)
  checkContent(task, file, representation, stated)
  checkSize(task, file, representation)
  await part.flush()
  const digests = part.digests()
  const wrong = representation.checksums.find(({ algorithm, expected }) => digests[algorithm] !== expected)
  if (wrong)
    throw contentFailure(
      `${label} was damaged in transit: its ${wrong.algorithm} does not match the ${wrong.header} header.`,
    )
  // A large file takes minutes to read: the bytes count, so that the transfer does not seem stalled.
  async function* read(start: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of part.read(start)) {
      flow.signal.throwIfAborted()
      flow.add(chunk.length)
      yield chunk
    }
  }
  return { sha256: digests.sha256, ...(await checkStructure(task, file, stated, read)) }
}

/** The strongest statement about the bytes; undefined if nothing but their own structure or the end of the transfer shows that they are whole. */
function statedBy({ size }: RemoteFile, { checksums, totalBytes }: Representation): VerifiedBy | undefined {
  if (size !== undefined) return 'declared-size'
  if (checksums.length > 0) return 'checksum'
  return totalBytes === undefined ? undefined : 'content-length'
}

function contentFailure(message: string): ExportError {
  return new ExportError('download', message, { remedy: 'start-over' })
}

/** The failure of a document in place of the file, for which a new link may help. */
function replacedFailure({ label, provider }: FileTask, what: string): ExportError {
  const { content: hint = '' } = provider.hints
  return new ExportError('download', `${label} is ${what}.`, {
    remedy: 'refresh-link',
    budget: 'start-over',
    hint,
  })
}

function warn({ emit }: FileTask, text: string): void {
  emit({ kind: 'warning', topic: text, text })
}

/** Whether the transfer has come to its end. Reading stops once the declared size is exceeded, before the announced length. */
function checkEnd({ label, part }: FileTask, { size }: RemoteFile, { totalBytes }: Representation): void {
  const bytes = part.bytes()
  if (totalBytes !== undefined && bytes < totalBytes && bytes <= (size ?? bytes))
    throw new ExportError('network', `${label} ended after ${bytes} of ${totalBytes} bytes.`, {
      remedy: 'retry',
    })
  if (bytes === 0)
    throw new ExportError('download', `${label} is empty: it has 0 bytes.`, {
      remedy: 'later',
      budget: 'missing',
      hint: 'The provider may still be writing the file. Run the step again.',
    })
}

/** A document in place of the file explains a wrong size; with the declared size, the content is the provider's choice. */
function checkContent(
  task: FileTask,
  { size, format }: RemoteFile,
  { mediaType }: Representation,
  stated: VerifiedBy | undefined,
): void {
  const { label, part } = task
  const sample = { head: part.head(), bytes: part.bytes(), mediaType }
  const problem = contentProblem(sample, format)
  if (sample.bytes === size) {
    if (problem)
      warn(task, `${label} is ${problem}. It has the size that the provider declared, so it is kept.`)
    return
  }
  if (problem) throw replacedFailure(task, problem)
  if (isEmptyObject(sample)) warn(task, `${label} is an empty JSON object.`)
  const doubt = format === 'csv' ? doubtfulTable(sample) : undefined
  if (doubt === 'message') throw replacedFailure(task, insteadOf('a message', format))
  if (doubt === 'header' && !stated) throw replacedFailure(task, insteadOf('a single line', format))
  if (doubt) warn(task, `${label} is a single line: a table without rows, or a message in its place.`)
}

function checkSize(
  { label, part, hasExcess }: FileTask,
  { size }: RemoteFile,
  { totalBytes }: Representation,
): void {
  const bytes = part.bytes()
  if (size !== undefined && bytes > size)
    throw contentFailure(`${label} has more bytes than the ${size} that the provider declared.`)
  if (size !== undefined && bytes < size)
    throw contentFailure(`${label} has ${bytes} bytes, but the provider declared ${size}.`)
  if (bytes > (totalBytes ?? bytes) || (hasExcess && size === undefined))
    throw contentFailure(
      `${label} has more bytes than ${totalBytes === undefined ? 'its chunks' : `the ${totalBytes} that the server announced`}.`,
    )
}

/** Formats whose end is recognized. */
const STRUCTURED: readonly FileFormat[] = ['zip', 'gzip', 'json']

/** Finds what the verification rests on. Reads the stored file if only its structure can show that it is whole. */
async function checkStructure(
  task: FileTask,
  file: RemoteFile,
  stated: VerifiedBy | undefined,
  read: Read,
): Promise<Pick<LocalFile, 'verifiedBy' | 'rowCount'>> {
  const { label, part, representation } = task
  const isEndDelimited = representation?.isEndDelimited === true
  const unverifiable = () =>
    contentFailure(`Cannot verify ${label}: the server sent neither its length nor a checksum.`)
  if (!stated && !isEndDelimited && !STRUCTURED.includes(file.format)) throw unverifiable()
  const { kind, count: rowCount } = await checkJson(task, file, stated, read)
  if (stated) return { verifiedBy: stated, rowCount }
  // After a line of JSON, more lines may have followed.
  if (kind === 'document' || (await hasArchiveEnd(task, read))) return { verifiedBy: 'structure', rowCount }
  // A body that only the end of its connection ends may have been cut.
  if (!isEndDelimited) throw unverifiable()
  if (file.format === 'csv' || contentOf(part.head()) === 'csv') await warnOfOpenLine(task, read)
  return { verifiedBy: 'chunked', rowCount }
}

/** Reads JSON to its end if nothing else vouches for it or the provider counts its content, otherwise as long as it may be an error. */
async function checkJson(
  task: FileTask,
  { size, format }: RemoteFile,
  stated: VerifiedBy | undefined,
  read: Read,
): Promise<Partial<JsonFinding>> {
  const { label, part, provider } = task
  const list = provider.content?.count
  if (contentOf(part.head()) !== 'json' || (size !== undefined && list === undefined)) return {}
  const untilEnd = stated === undefined || list !== undefined
  const finding = await findingIn(read, { encoding: encodingOf(part.head()), untilEnd, list })
  const { kind } = finding
  if (kind === 'error' && size === undefined)
    throw replacedFailure(task, insteadOf('an error message', format))
  if (kind === 'cut') throw contentFailure(`${label} is cut short: its JSON does not end.`)
  if (kind === 'damaged') throw contentFailure(`${label} is damaged: its JSON is invalid.`)
  if (kind === 'other' && format === 'json') throw contentFailure(`${label} is damaged: it is not JSON.`)
  return finding
}

/** Whether an archive ends as it must; false if it is not an archive. */
async function hasArchiveEnd({ label, part }: FileTask, read: Read): Promise<boolean> {
  const content = contentOf(part.head())
  if (content === 'zip' && !(await isWholeZip(read, part.bytes())))
    throw contentFailure(`${label} is cut short or damaged: its zip archive has no valid end.`)
  const isGzip = content === 'gzip' || content === 'tar.gz'
  if (isGzip && !(await isWholeGzip(read, part.bytes())))
    throw contentFailure(`${label} is cut short or damaged: its gzip data has no valid end.`)
  return content === 'zip' || isGzip
}

/** A table has no end, but its last line should have one. */
async function warnOfOpenLine(task: FileTask, read: Read): Promise<void> {
  const { label, part } = task
  const end: Uint8Array[] = []
  // In UTF-16, a line break is two bytes.
  for await (const chunk of read(Math.max(0, part.bytes() - 2))) end.push(chunk)
  if (/[\r\n]/.test(Buffer.concat(end).toString('latin1'))) return
  warn(
    task,
    `${label} may be cut short: its last line has no line break, and the server sent neither its length nor a checksum.`,
  )
}
