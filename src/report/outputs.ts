import type { Outcome } from '../exports/outcome.ts'
import { OUTCOME_STATUSES } from '../exports/outcome.ts'
import type { Failure } from '../failures/export-error.ts'
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
  'manifest',
] as const

/** Name of an output. */
export type OutputName = (typeof OUTPUT_NAMES)[number]

const MAX_REASON_CHARS = 1000
const MAX_DETAILS_BYTES = 64 * 1024

/**
 * The typed values of a step by the names of their outputs in camelCase, however it ended; `request` is undefined if the inputs
 * were wrong. Server text is redacted; IDs, paths and the names of files and artifacts are never secrets, and later steps need
 * them as they are.
 */
function valuesOf(
  { status, failure, exportId, wait, files, rowCount, artifact }: Outcome,
  request: ExportRequest | undefined,
  redact: Redact,
) {
  const plain = (text = '', maxChars?: number): string => plainLine(redact(text), maxChars)
  const { last } = wait
  const onlyFile = files.length === 1 ? files[0] : undefined
  return {
    status,
    failureCode: failure?.code ?? '',
    failureReason: plain(reasonOf(failure), MAX_REASON_CHARS),
    providerStatus: plain(last?.providerStatus),
    exportId: plainLine(exportId),
    requestId: plain(failure?.requestId || last?.requestId),
    path: files.length > 0 && request ? folderOf(request, exportId) : '',
    file: onlyFile?.path ?? '',
    files: files.map(({ path, name, size, sha256, verifiedBy }) => ({
      path,
      name,
      size,
      sha256,
      verifiedBy,
    })),
    fileCount: files.length,
    size: files.reduce((sum, { size }) => sum + size, 0),
    sha256: onlyFile?.sha256 ?? '',
    rowCount: rowCount ?? null,
    partial: (last?.failedParts.length ?? 0) > 0,
    startedAt: plain(last?.startedAt),
    finishedAt: plain(last?.finishedAt),
    expiresAt: plain(last?.expiresAt),
    details: fieldsWithin(redactedFields(last?.details ?? {}, redact), MAX_DETAILS_BYTES),
    artifactId: artifact?.id ?? null,
    artifactName: artifact?.name ?? '',
    artifactUrl: redact(artifact?.url ?? ''),
    artifactDigest: artifact?.digest ?? '',
    polls: wait.polls,
    waitedSeconds: Math.round(wait.waitedMs) / 1000,
  }
}

/**
 * Every output, however the step ended. An output that does not apply is empty. Only `download-url` can contain a secret and
 * more than one line; `manifest` is the path of the manifest.
 */
export function outputsOf(
  outcome: Outcome,
  request: ExportRequest | undefined,
  redact: Redact,
  manifest: string,
): Readonly<Record<OutputName, string>> {
  const values: Readonly<Record<string, unknown>> = {
    ...valuesOf(outcome, request, redact),
    manifest,
    // A link with white space in it would read as two.
    downloadUrl: outcome.downloadUrls.map(url => url.replaceAll(/\s/g, encodeURIComponent)).join('\n'),
  }
  const outputs = OUTPUT_NAMES.map(name => {
    const value = values[name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
    return [name, Object(value) === value ? jsonText(value) : String(value ?? '')]
  })
  return Object.fromEntries(outputs)
}

/** The text of the manifest: every output but the links, typed, with the same for each export. */
export function manifestText(outcome: Outcome, request: ExportRequest | undefined, redact: Redact): string {
  const values = valuesOf(outcome, request, redact)
  const { exportId: id, artifactId, artifactName, artifactUrl, artifactDigest, ...rest } = values
  return `${JSON.stringify({ version: 1, ...values, exports: id === '' ? [] : [{ id, ...rest }] }, undefined, 2)}\n`
}

/** Linux allows 128 KiB for a variable of the environment with its name, Windows 32,767 characters. */
const MAX_VARIABLE_BYTES = 96 * 1024
const MAX_WINDOWS_CHARS = 32_000

/** Outputs that fit into an environment variable, through which steps pass them on; the others are empty, and the warning says so. */
export function fittingOutputs(
  outputs: Readonly<Record<OutputName, string>>,
  isWindows: boolean,
): { readonly outputs: Readonly<Record<OutputName, string>>; readonly warning: string | undefined } {
  const tooLong = (['files', 'download-url'] as const).filter(name =>
    isWindows
      ? outputs[name].length > MAX_WINDOWS_CHARS
      : Buffer.byteLength(outputs[name]) > MAX_VARIABLE_BYTES,
  )
  if (tooLong.length === 0) return { outputs, warning: undefined }
  const instead = {
    files: 'The file in the output manifest contains it.',
    'download-url': 'Set download: true to download the files.',
  }
  const sentences = tooLong.map(
    name =>
      `The output ${name} is empty, because it is too long for an environment variable. ${instead[name]}`,
  )
  return {
    outputs: { ...outputs, ...Object.fromEntries(tooLong.map(name => [name, ''])) },
    warning: sentences.join(' '),
  }
}

/** The problems of inputs are a list; an output is one line. */
function reasonOf(failure: Failure | undefined): string | undefined {
  return failure?.code === 'input' ? failure.reason.replaceAll('\n', ' ') : failure?.reason
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
