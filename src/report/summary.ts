import prettyBytes from 'pretty-bytes'
import type { UploadedArtifact } from '../artifact/upload.ts'
import type { VerifiedBy } from '../download/task.ts'
import type { Outcome, StepOutcome } from '../exports/outcome.ts'
import type { Failure, FailureCode } from '../failures/export-error.ts'
import { markdownText, sentence } from '../failures/plain.ts'
import { countText, durationText, quantityText } from '../failures/quantity.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { Redact } from '../secrets/redactor.ts'
import { barOf, codeOf, fitting, folded, linkOf, rowOf, tableOf } from './html.ts'
import { resultText, sizeOf } from './result.ts'

const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450
const MAX_OVERRIDE_CHARS = 300
const MAX_RESULT_CHARS = 160
const MAX_ID_CHARS = 128
const MAX_FILES = 50
/** More files than this are folded. */
const MAX_OPEN_FILES = 10
/** Together they fit into the summary. */
const MAX_BYTES = {
  overrides: 6 * 1024,
  parts: 6 * 1024,
  files: 20 * 1024,
  exports: 16 * 1024,
  timelines: 8 * 1024,
}
const DIGEST_CHARS = 12

const VERIFIED_BY: Readonly<Record<VerifiedBy, string>> = {
  'declared-size': 'declared size',
  checksum: 'checksum',
  'content-length': 'Content-Length',
  structure: 'its structure',
  chunked: '⚠️ last chunk only',
}

/** Redacts, cuts and escapes text. */
type SafeText = (text?: string, maxChars?: number) => string

/**
 * The job summary, however the step ended, as GitHub-flavoured Markdown of at most 64 KiB; `request` is undefined if the
 * inputs were wrong, and `elapsedMs` is the time since the start of the step. Server text is redacted as a whole, then cut
 * and escaped.
 */
export function summaryOf(
  outcome: StepOutcome,
  request: ExportRequest | undefined,
  redact: Redact,
  elapsedMs: number,
): string {
  const safe: SafeText = (text = '', maxChars) => markdownText(redact(text), maxChars)
  const { failure, artifact, exports } = outcome
  const isSeveral = exports.length > 1
  const parts = exports.flatMap(({ wait: { last } }) => last?.failedParts ?? [])
  const partRows = parts.map(part => rowOf(safe(part, 200)))
  const blocks = [
    `### ${request ? headingOf(outcome, request, safe) : '❌ Await Export could not start'}`,
    failure ? failureAlert(outcome, request, safe, redact) : `Finished in ${durationText(elapsedMs)}.`,
    isSeveral ? exportsTable(exports, safe) : '',
    artifact ? artifactLink(artifact, safe) : '',
    overridesAlert(outcome, safe),
    tableOf(fitting(partRows, MAX_BYTES.parts, rowOf), ['Failed part']),
    filesTable(outcome, safe),
    isSeveral ? timelines(exports, safe) : timeline(outcome, safe),
    isSeveral ? '' : folded('Details', detailsTable(outcome, safe), true),
    failure ? footer(failure, request, safe) : '',
  ]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}

/** The result with its numbers. */
function headingOf(outcome: StepOutcome, { provider, timeoutMs }: ExportRequest, safe: SafeText): string {
  const { failure, wait, overrides, rowCount, exports } = outcome
  const parts = quantityText(wait.last?.failedParts.length ?? 0, 'part')
  const headings: Partial<Readonly<Record<FailureCode, readonly [icon: string, text: string]>>> = {
    'export-failed': ['❌', 'failed'],
    'export-cancelled': ['🚫', 'cancelled'],
    'timed-out': ['⏱️', `${wait.last ? 'still running' : 'no status'} after ${durationText(timeoutMs)}`],
    aborted: ['🛑', 'step cancelled'],
    empty: ['❌', 'empty'],
    partial: ['❌', `partial, ${parts} failed`],
    download: ['❌', 'download failed'],
    upload: ['❌', 'artifact upload failed'],
  }
  const rows = rowCount === undefined ? '' : `, ${quantityText(rowCount, 'row')}`
  const [icon, text] = failure
    ? (headings[failure.code] ?? ['❌', 'step failed'])
    : [overrides.length > 0 ? '⚠️' : '✅', resultText(outcome) + rows]
  const succeeded = exports.filter(one => !one.failure).length
  const isOfExports = exports.length > 1 && succeeded < exports.length
  const shown = isOfExports ? `${succeeded} of ${exports.length} exports succeeded` : text
  return `${icon} ${safe(provider.title)}: ${shown}`
}

/** Why the step failed, with the provider's message where there is one, and what to do next. */
function failureAlert(
  { failure, wait: { last } }: Outcome,
  request: ExportRequest | undefined,
  safe: SafeText,
  redact: Redact,
): string {
  const isReported = failure?.code.startsWith('export-') && request && last && last.reason !== ''
  const reason = isReported
    ? `**${safe(request.provider.title)} reported:** ${safe(last.reason, MAX_REASON_CHARS)}`
    : `**${safe(sentence(failure?.reason ?? ''), MAX_REASON_CHARS)}**`
  const hint = safe(failure?.hint, MAX_HINT_CHARS)
  const lines = failure?.code === 'input' ? inputProblems(redact(failure.reason)) : [reason]
  return alert('CAUTION', hint === '' ? lines : [...lines, '', hint])
}

/** The problems of inputs as a list. Values in backticks become code, which is shown unchanged, so that the runner can mask it. */
function inputProblems(reason: string): readonly string[] {
  const [head = '', ...items] = reason.split('\n').map(line => {
    const text = line.replace(/^- /, '')
    const parts = text.split(/( ?`[^`]*` ?)/)
    const shown = parts.map((part, at) => (at % 2 === 1 ? part : markdownText(part, MAX_REASON_CHARS)))
    return (text === line ? '' : '- ') + shown.join('')
  })
  return items.length === 0 ? [head] : [`**${head}**`, '', ...items]
}

function overridesAlert({ overrides }: Outcome, safe: SafeText): string {
  const items = overrides.map(override => `- ${safe(override, MAX_OVERRIDE_CHARS)}`)
  if (items.length === 0) return ''
  const shown = fitting(items, MAX_BYTES.overrides, text => `- ${text}`)
  return alert('WARNING', ["**Allowed by this step's inputs:**", ...shown])
}

/** A block that GitHub and Gitea show as a coloured box, and others as a quotation. */
function alert(kind: 'CAUTION' | 'WARNING', lines: readonly string[]): string {
  return [`[!${kind}]`, ...lines].map(line => `> ${line}`.trimEnd()).join('\n')
}

/** One row for each export, the failed ones first, with its wait on a common axis. */
function exportsTable(exports: readonly Outcome[], safe: SafeText): string {
  const totalMs = Math.max(1, ...exports.map(({ wait }) => wait.waitedMs))
  const failedFirst = exports.toSorted((one, other) => Number(!one.failure) - Number(!other.failure))
  const rows = failedFirst.map(({ exportId, failure, wait, files }) => {
    const { providerStatus = '', reason = '' } = wait.last ?? {}
    const reported = [providerStatus, reason].filter(text => text !== '').join(': ')
    const isReported = !failure || failure.code.startsWith('export-')
    const result = safe(isReported ? reported : failure.reason, MAX_RESULT_CHARS)
    const size = files.length > 0 ? sizeOf(files) : '–'
    const name = `${failure ? '❌' : '✅'} ${codeOf(safe(exportId, MAX_ID_CHARS))}`
    return rowOf(name, countText(files.length), size, result, barOf(0, wait.waitedMs, totalMs))
  })
  const head = ['Export', 'Files', 'Size', 'Result', `Timeline (${durationText(totalMs)})`]
  return tableOf(fitting(rows, MAX_BYTES.exports, rowOf), head)
}

/** The timeline of each export. */
function timelines(exports: readonly Outcome[], safe: SafeText): string {
  const blocks = exports.map(one => folded(safe(one.exportId, MAX_ID_CHARS), timeline(one, safe), true))
  return fitting(
    blocks.filter(block => block !== ''),
    MAX_BYTES.timelines,
    text => text,
  ).join('\n\n')
}

/** The verified files with size and the start of their digest, at most 50 of them; then how many only the transfer verifies. */
function filesTable({ exports }: StepOutcome, safe: SafeText): string {
  const files = exports.flatMap(one => one.files.map(file => ({ ...file, exportId: one.exportId })))
  const rows = files.slice(0, MAX_FILES).map(({ exportId, name, size, sha256, verifiedBy }) => {
    const folder = exports.length > 1 ? `${exportId}/` : ''
    const digest = codeOf(`${safe(sha256.slice(0, DIGEST_CHARS))}…`)
    return rowOf(safe(`${folder}${name}`, 250), prettyBytes(size), digest, VERIFIED_BY[verifiedBy])
  })
  const shown = fitting(rows, MAX_BYTES.files, rowOf, files.length)
  const table = tableOf(shown, ['File', 'Size', 'SHA-256', 'Verified by'])
  const chunked = files.filter(({ verifiedBy }) => verifiedBy === 'chunked').length
  const note = `⚠️ ${quantityText(chunked, 'file')} came without a length or a checksum: only the last chunk of the transfer shows the end.`
  const block = folded('Files', table, exports.length > 1 || files.length > MAX_OPEN_FILES)
  return chunked === 0 ? block : `${block}\n\n${note}`
}

/** The artifact with the days until it expires, if they are known. */
function artifactLink({ name, url, retentionDays }: UploadedArtifact, safe: SafeText): string {
  const expiry = retentionDays === undefined ? '' : ` (expires in ${quantityText(retentionDays, 'day')})`
  return `⬇️ <b>${linkOf(url, safe(name, 120))}</b>${expiry}`
}

/** One row for each status in its order, and for the stages after the wait, with its duration and its place in time. */
function timeline(
  { wait, files, downloadMs, uploadMs = 0, artifact }: Outcome & Partial<StepOutcome>,
  safe: SafeText,
): string {
  const spans = wait.timeline.map(({ label, isFailure, polls, fromMs }, index) => ({
    label: isFailure ? `⚠️ ${safe(label)} ×${countText(polls)}` : codeOf(safe(label)),
    fromMs,
    toMs: wait.timeline[index + 1]?.fromMs ?? wait.waitedMs,
  }))
  const addStage = (label: string, ms: number) => {
    const fromMs = spans.at(-1)?.toMs ?? 0
    spans.push({ label, fromMs, toMs: fromMs + ms })
  }
  if (files.length > 0) addStage('Download', downloadMs)
  if (artifact) addStage('Upload', uploadMs)
  const totalMs = Math.max(1, spans.at(-1)?.toMs ?? 0)
  const rows = spans.map(({ label, fromMs, toMs }) =>
    rowOf(label, toMs > fromMs ? durationText(toMs - fromMs) : '', barOf(fromMs, toMs, totalMs)),
  )
  return tableOf(rows, ['Status', 'Time', 'Timeline'])
}

/** What else is known about the export and the step, one row each. */
function detailsTable(outcome: StepOutcome, safe: SafeText): string {
  const { exportId, wait, folder, artifact, downloadUrls } = outcome
  const { last, polls, observed } = wait
  const counts = Object.entries(observed).map(([label, count]) => `${safe(label, 60)} ×${countText(count)}`)
  const facts = [
    ['Export', codeOf(safe(exportId, 128))],
    ['Polls', polls > 0 && `${countText(polls)}: ${fitting(counts, 2048, text => text).join(', ')}`],
    ['Started', dateText(last?.startedAt, safe)],
    ['Finished', dateText(last?.finishedAt, safe)],
    ['Expires', dateText(last?.expiresAt, safe)],
    ['Folder', codeOf(safe(folder, 300))],
    ['Signed links', downloadUrls.length > 0 && 'in the output <code>download-url</code>'],
    ['Artifact SHA-256', codeOf(safe(artifact?.digest, 80))],
    ['Request ID', codeOf(safe(last?.requestId, 100))],
  ]
  const rows = facts.filter(([, html]) => html)
  return tableOf(rows.map(([label, html]) => `<tr><th align="left">${label}</th><td>${html}</td></tr>`))
}

/** Where to read on, and what to quote. */
function footer({ code, requestId }: Failure, request: ExportRequest | undefined, safe: SafeText): string {
  const parts = [
    request?.provider.docs && linkOf(request.provider.docs, safe(`${request.provider.title} documentation`)),
    requestId && `Request ID: ${codeOf(safe(requestId, 100))}`,
    codeOf(`failure-code: ${code}`),
  ]
  return parts.filter(Boolean).join(' · ')
}

/** A time of the provider, such as `2 Jan 2026 03:04:05 UTC`; its own text if that is not a time in ISO 8601. */
function dateText(text: string | undefined, safe: SafeText): string {
  const date = new Date(/^\d{4}-\d\d-\d\dT/.test(text ?? '') ? (text ?? '') : '')
  if (Number.isNaN(date.getTime())) return safe(text, 40)
  const [, day, month, year, time] = date.toUTCString().split(' ')
  return `${Number(day)} ${month} ${year} ${time} UTC`
}
