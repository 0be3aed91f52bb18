import type { Outcome, StepOutcome } from '../exports/outcome.ts'
import { OUTCOME_STATUSES } from '../exports/outcome.ts'
import type { Failure } from '../failures/export-error.ts'
import { FAILURE_CODES } from '../failures/export-error.ts'
import { plainLine } from '../failures/plain.ts'
import { inputTable } from '../inputs/table.ts'
import type { JobStatus, Provider } from '../providers/provider.ts'
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
  'exports',
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
/** What of the details fits into their output. */
export const MAX_DETAILS_BYTES = 64 * 1024

/**
 * The typed values of an export or a step by the names of their outputs in camelCase, however it ended. Server text is redacted;
 * IDs, paths and the names of files and artifacts are never secrets, and later steps need them as they are.
 */
function valuesOf(
  { status, failure, wait, folder, files, rowCount, exports = [] }: Outcome & Partial<StepOutcome>,
  redact: Redact,
  details = redactedDetails(wait.last?.details, redact),
) {
  const plain = (text = '', maxChars?: number): string => plainLine(redact(text), maxChars)
  const { last } = wait
  const onlyFile = files.length === 1 ? files[0] : undefined
  return {
    status,
    failureCode: failure?.code ?? '',
    failureReason: plain(reasonOf(failure), MAX_REASON_CHARS),
    providerStatus: plain(last?.providerStatus),
    requestId: exports.length > 1 ? '' : plain(failure?.requestId || last?.requestId),
    path: folder,
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
    partial: [{ wait }, ...exports].some(one => (one.wait.last?.failedParts.length ?? 0) > 0),
    startedAt: plain(last?.startedAt),
    finishedAt: plain(last?.finishedAt),
    expiresAt: plain(last?.expiresAt),
    details,
    polls: wait.polls,
    waitedSeconds: Math.round(wait.waitedMs) / 1000,
  }
}

/** A server chooses how many fields there are: those that do not fit are not redacted. */
function redactedDetails(details: JobStatus['details'] = {}, redact: Redact) {
  return fieldsWithin(redactedFields(fieldsWithin(details, MAX_DETAILS_BYTES), redact), MAX_DETAILS_BYTES)
}

/** The typed values of a step and of each export, from which outputs and manifest are written. Redacting a large status takes a while. */
export function stepValues(step: StepOutcome, redact: Redact) {
  const { artifact, exports } = step
  const exportIds = exports.map(({ exportId }) => plainLine(exportId))
  const values = exports.map((one, index) => ({
    id: exportIds[index] ?? '',
    adopted: one.isAdopted,
    ...valuesOf(one, redact),
  }))
  return {
    ...valuesOf(step, redact, exports.length === 1 ? values[0]?.details : undefined),
    exportId: exportIds.join('\n'),
    files: values.flatMap(({ id, files }) => files.map(file => ({ exportId: id, ...file }))),
    exports: values.filter(({ id }) => id !== ''),
    artifactId: artifact?.id ?? null,
    artifactName: artifact?.name ?? '',
    artifactUrl: redact(artifact?.url ?? ''),
    artifactDigest: artifact?.digest ?? '',
  }
}

/**
 * Every output, however the step ended. An output that does not apply is empty. Only `download-url` can contain a secret; it and
 * `export-id` can have several lines. `manifest` is the path of the manifest.
 */
export function outputsOf(
  step: ReturnType<typeof stepValues>,
  downloadUrls: readonly string[],
  manifest: string,
): Readonly<Record<OutputName, string>> {
  const values: Readonly<Record<string, unknown>> = {
    ...step,
    manifest,
    // A link with white space in it would read as two.
    downloadUrl: downloadUrls.map(url => url.replaceAll(/\s/g, encodeURIComponent)).join('\n'),
  }
  const outputs = OUTPUT_NAMES.map(name => {
    const value = values[name.replaceAll(/-(\w)/g, (_, letter: string) => letter.toUpperCase())]
    return [name, Object(value) === value ? jsonText(value) : String(value ?? '')]
  })
  return Object.fromEntries(outputs)
}

/** The text of the manifest: every output but the links, typed. */
export function manifestText(step: ReturnType<typeof stepValues>): string {
  return `${JSON.stringify({ version: 1, ...step }, undefined, 2)}\n`
}

/** Linux allows 128 KiB for a variable of the environment with its name, Windows 32,767 characters. */
const MAX_VARIABLE_BYTES = 96 * 1024
const MAX_WINDOWS_CHARS = 32_000

/** Outputs that fit into an environment variable, through which steps pass them on; the others are empty, and the warning says so. */
export function fittingOutputs(
  outputs: Readonly<Record<OutputName, string>>,
  isWindows: boolean,
): { readonly outputs: Readonly<Record<OutputName, string>>; readonly warning: string | undefined } {
  const tooLong = (['files', 'details', 'exports', 'download-url'] as const).filter(name =>
    isWindows
      ? outputs[name].length > MAX_WINDOWS_CHARS
      : Buffer.byteLength(outputs[name]) > MAX_VARIABLE_BYTES,
  )
  if (tooLong.length === 0) return { outputs, warning: undefined }
  const sentences = tooLong.map(name => {
    const instead =
      name === 'download-url'
        ? 'Set download: true to download the files.'
        : 'The file in the output manifest contains it.'
    return `The output ${name} is empty, because it is too long for an environment variable. ${instead}`
  })
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
