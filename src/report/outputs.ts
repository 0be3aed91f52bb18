import type { Outcome } from '../exports/outcome.ts'
import { plainLine } from '../failures/plain.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { Redact } from '../secrets/redactor.ts'
import { fieldsWithin, jsonText, redactedFields } from './json.ts'

/** Every output of the action, in the order of its contract. */
export const OUTPUT_NAMES = [
  'status',
  'failure-code',
  'failure-reason',
  'provider-status',
  'export-id',
  'request-id',
  'path',
  'file',
  'files',
  'file-count',
  'size',
  'sha256',
  'row-count',
  'partial',
  'started-at',
  'finished-at',
  'expires-at',
  'details',
  'download-url',
  'artifact-id',
  'artifact-name',
  'artifact-url',
  'artifact-digest',
  'polls',
  'waited-seconds',
] as const

/** Name of an output. */
export type OutputName = (typeof OUTPUT_NAMES)[number]

type OutputsOf<Name extends OutputName> = Readonly<Record<Name, string>>
type WaitOutput =
  | 'provider-status'
  | 'partial'
  | 'started-at'
  | 'finished-at'
  | 'expires-at'
  | 'details'
  | 'polls'
  | 'waited-seconds'
type FileOutput = 'path' | 'file' | 'files' | 'file-count' | 'size' | 'sha256'
type ArtifactOutput = 'artifact-id' | 'artifact-name' | 'artifact-url' | 'artifact-digest'

const MAX_REASON_CHARS = 1000
const MAX_DETAILS_BYTES = 64 * 1024

/**
 * Every output on every ending; `request` is undefined when the inputs were wrong. What does not apply is empty. Only
 * `download-url` may hold a secret and more than one line.
 */
export function outputsOf(
  outcome: Outcome,
  request: ExportRequest | undefined,
  redact: Redact,
): OutputsOf<OutputName> {
  const plain = (text: string, maxChars?: number): string => plainLine(redact(text), maxChars)
  const { failure, wait } = outcome
  return {
    status: outcome.status,
    'failure-code': failure?.code ?? '',
    'failure-reason': plain(failure?.reason ?? '', MAX_REASON_CHARS),
    'export-id': redact(request?.target.exportId ?? ''),
    'request-id': plain(failure?.requestId || wait.last?.requestId || ''),
    'row-count': numberText(outcome.rowCount),
    'download-url': outcome.downloadUrls.map(singleLine).join('\n'),
    ...waitOutputs(outcome, redact),
    ...fileOutputs(outcome, request, redact),
    ...artifactOutputs(outcome, redact),
  }
}

function waitOutputs({ wait }: Outcome, redact: Redact): OutputsOf<WaitOutput> {
  const { last } = wait
  const plain = (text: string | undefined): string => plainLine(redact(text ?? ''))
  return {
    'provider-status': plain(last?.providerStatus),
    partial: String((last?.failedParts.length ?? 0) > 0),
    'started-at': plain(last?.startedAt),
    'finished-at': plain(last?.finishedAt),
    'expires-at': plain(last?.expiresAt),
    details: jsonText(fieldsWithin(redactedFields(last?.details ?? {}, redact), MAX_DETAILS_BYTES)),
    polls: String(wait.polls),
    'waited-seconds': String(Math.round(wait.waitedMs) / 1000),
  }
}

function fileOutputs(
  { files }: Outcome,
  request: ExportRequest | undefined,
  redact: Redact,
): OutputsOf<FileOutput> {
  const [first, ...others] = files
  const only = others.length === 0 ? first : undefined
  const listed = files.map(({ path, name, size, sha256 }) =>
    redactedFields({ path, name, size, sha256 }, redact),
  )
  return {
    path: first && request ? redact(request.folder) : '',
    file: redact(only?.path ?? ''),
    files: jsonText(listed),
    'file-count': String(files.length),
    size: String(files.reduce((sum, { size }) => sum + size, 0)),
    sha256: only?.sha256 ?? '',
  }
}

function artifactOutputs({ artifact }: Outcome, redact: Redact): OutputsOf<ArtifactOutput> {
  return {
    'artifact-id': numberText(artifact?.id),
    'artifact-name': redact(artifact?.name ?? ''),
    'artifact-url': redact(artifact?.url ?? ''),
    'artifact-digest': artifact?.digest ?? '',
  }
}

function numberText(value: number | undefined): string {
  return value === undefined ? '' : String(value)
}

/** No link holds white space; one that did would pass for two. */
function singleLine(url: string): string {
  return url.replaceAll(/\s/g, encodeURIComponent)
}
