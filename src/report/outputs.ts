import type { Outcome } from '../exports/outcome.ts'
import { OUTCOME_STATUSES } from '../exports/outcome.ts'
import { FAILURE_CODES } from '../failures/export-error.ts'
import { plainLine } from '../failures/plain.ts'
import { type ExportRequest, folderOf } from '../inputs/request.ts'
import { inputTable } from '../inputs/table.ts'
import type { Provider } from '../providers/provider.ts'
import type { Redact } from '../secrets/redactor.ts'
import { fieldsWithin, jsonText, redactedFields } from './json.ts'

/** Every output of the action, in the order of `action.yml`. */
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

const MAX_REASON_CHARS = 1000
const MAX_DETAILS_BYTES = 64 * 1024

/**
 * Every output, however the step ended; `request` is undefined if the inputs were wrong. An output that does not apply is
 * empty. Only `download-url` can contain a secret and more than one line.
 */
export function outputsOf(
  { status, failure, exportId, wait, files, rowCount, artifact, downloadUrls }: Outcome,
  request: ExportRequest | undefined,
  redact: Redact,
) {
  const plain = (text = '', maxChars?: number): string => plainLine(redact(text), maxChars)
  const { last } = wait
  const onlyFile = files.length === 1 ? files[0] : undefined
  return {
    status,
    'failure-code': failure?.code ?? '',
    'failure-reason': plain(failure?.reason, MAX_REASON_CHARS),
    'provider-status': plain(last?.providerStatus),
    'export-id': plain(exportId),
    'request-id': plain(failure?.requestId || last?.requestId),
    path: files.length > 0 && request ? redact(folderOf(request, exportId)) : '',
    file: redact(onlyFile?.path ?? ''),
    files: jsonText(
      files.map(({ path, name, size, sha256 }) => redactedFields({ path, name, size, sha256 }, redact)),
    ),
    'file-count': String(files.length),
    size: String(files.reduce((sum, { size }) => sum + size, 0)),
    sha256: onlyFile?.sha256 ?? '',
    'row-count': String(rowCount ?? ''),
    partial: String((last?.failedParts.length ?? 0) > 0),
    'started-at': plain(last?.startedAt),
    'finished-at': plain(last?.finishedAt),
    'expires-at': plain(last?.expiresAt),
    details: jsonText(fieldsWithin(redactedFields(last?.details ?? {}, redact), MAX_DETAILS_BYTES)),
    // A link with white space in it would read as two.
    'download-url': downloadUrls.map(url => url.replaceAll(/\s/g, encodeURIComponent)).join('\n'),
    'artifact-id': String(artifact?.id ?? ''),
    'artifact-name': redact(artifact?.name ?? ''),
    'artifact-url': redact(artifact?.url ?? ''),
    'artifact-digest': artifact?.digest ?? '',
    polls: String(wait.polls),
    'waited-seconds': String(Math.round(wait.waitedMs) / 1000),
  } satisfies Record<OutputName, string>
}

/**
 * The words that logs and outputs consist of, in lower case: a mask on one would make both useless and protect nothing, even if
 * someone uses it as a password.
 */
export function contractWords(providers: readonly Provider[]): ReadonlySet<string> {
  const statuses = providers.flatMap(({ id, statuses }) => [id, ...Object.values(statuses).flat()])
  const words = [...statuses, ...OUTCOME_STATUSES, ...FAILURE_CODES, ...Object.keys(inputTable(providers))]
  return new Set(words.map(word => word.toLowerCase()))
}
