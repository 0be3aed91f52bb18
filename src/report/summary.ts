import prettyBytes from 'pretty-bytes'
import type { Outcome } from '../exports/outcome.ts'
import type { FailureCode } from '../failures/export-error.ts'
import { attributeText, markdownText } from '../failures/plain.ts'
import { countText, durationText, quantityText } from '../failures/quantity.ts'
import { type ExportRequest, folderOf } from '../inputs/request.ts'
import type { Redact } from '../secrets/redactor.ts'

const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450
const MAX_DATE_CHARS = 40
const MAX_OVERRIDE_CHARS = 300
const MAX_OVERRIDES_BYTES = 6 * 1024
const MAX_FILES = 50
const MAX_FILES_BYTES = 20 * 1024
const MAX_STATUSES_BYTES = 6 * 1024
const BAR_CHARS = 10

/** Redacts, cuts and escapes text. */
type SafeText = (text?: string, maxChars?: number) => string

/**
 * The job summary, however the step ended, as GitHub-flavoured Markdown of at most 64 KiB; `request` is undefined if the
 * inputs were wrong. Server text is redacted as a whole, then cut and escaped.
 */
export function summaryOf(outcome: Outcome, request: ExportRequest | undefined, redact: Redact): string {
  const safe: SafeText = (text = '', maxChars) => markdownText(redact(text), maxChars)
  const { failure, overrides } = outcome
  const statuses = statusesTable(outcome, safe)
  const allowed = overrides.map(override => `- ${safe(override, MAX_OVERRIDE_CHARS)}`)
  const blocks = [
    `## ${request ? headingOf(outcome, request, safe) : '❌ Await Export could not start'}`,
    failure ? `**Why:** ${safe(failure.reason, MAX_REASON_CHARS)}` : '',
    failure?.hint ? `**Next:** ${safe(failure.hint, MAX_HINT_CHARS)}` : '',
    allowed.length > 0 ? "**Allowed by this step's inputs:**" : '',
    fitting(allowed, MAX_OVERRIDES_BYTES, text => `- ${text}`).join('\n'),
    factsTable(outcome, request, safe),
    filesTable(outcome, safe),
    // Open where the statuses explain a failure.
    failure || statuses === ''
      ? statuses
      : `<details><summary>Observed statuses</summary>\n${statuses}\n</details>`,
  ]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}

function headingOf({ failure, wait, overrides }: Outcome, request: ExportRequest, safe: SafeText): string {
  const limit = durationText(request.timeoutMs)
  const headings: Partial<Readonly<Record<FailureCode, readonly [icon: string, text: string]>>> = {
    'export-failed': ['❌', 'failed'],
    'export-cancelled': ['🚫', 'cancelled'],
    'timed-out': ['⏱️', `${wait.last ? 'still running' : 'no status'} after ${limit}`],
    aborted: ['🛑', 'step cancelled'],
    empty: ['❌', 'empty'],
    partial: ['❌', 'partial'],
    download: ['❌', 'download failed'],
    upload: ['❌', 'artifact upload failed'],
  }
  const success = overrides.length > 0 ? ['⚠️', 'succeeded, with overrides'] : ['✅', 'succeeded']
  const [icon, text] = failure ? (headings[failure.code] ?? ['❌', 'step failed']) : success
  return `${icon} ${safe(request.provider.title)}: ${text}`
}

/** What is known about the export and the step, one row each. */
function factsTable(outcome: Outcome, request: ExportRequest | undefined, safe: SafeText): string {
  const { failure, exportId, wait, files, rowCount, artifact, downloadUrls } = outcome
  const { last, polls, waitedMs } = wait
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const links = quantityText(downloadUrls.length, 'link')
  const facts = [
    ['Export', codeOf(safe(exportId, 128))],
    ['Last status', codeOf(safe(last?.providerStatus, 60))],
    ['Waited', polls > 0 && `${durationText(waitedMs)}, ${quantityText(polls, 'poll')}`],
    ['Started', safe(last?.startedAt, MAX_DATE_CHARS)],
    ['Finished', safe(last?.finishedAt, MAX_DATE_CHARS)],
    ['Expires', safe(last?.expiresAt, MAX_DATE_CHARS)],
    ['Rows', rowCount !== undefined && countText(rowCount)],
    ['Failed parts', safe(last?.failedParts.join(', '), 400)],
    ['Files', files.length > 0 && `${quantityText(files.length, 'file')}, ${prettyBytes(bytes)}`],
    ['Folder', files.length > 0 && codeOf(safe(request && folderOf(request, exportId), 300))],
    ['Signed links', downloadUrls.length > 0 && `${links} in the output <code>download-url</code>`],
    ['Artifact', artifact && linkOf(artifact.url, safe(artifact.name, 120))],
    ['Artifact SHA-256', codeOf(safe(artifact?.digest, 80))],
    ['Failure code', codeOf(safe(failure?.code))],
    ['Request ID', codeOf(safe(failure?.requestId, 100))],
    ['Documentation', failure && request && linkOf(request.provider.docs, safe(request.provider.title))],
  ]
  const rows = facts.filter(([, html]) => html)
  return tableOf(rows.map(([label, html]) => `<tr><th align="left">${label}</th><td>${html}</td></tr>`))
}

/** The verified files with size and digest, at most 50 of them. */
function filesTable({ files }: Outcome, safe: SafeText): string {
  const rows = files
    .slice(0, MAX_FILES)
    .map(({ name, size, sha256 }) => rowOf(safe(name, 120), prettyBytes(size), codeOf(safe(sha256))))
  return tableOf(fitting(rows, MAX_FILES_BYTES, rowOf, files.length), ['File', 'Size', 'SHA-256'])
}

/** Every observed status and failure with its count and a bar, in order of first appearance. */
function statusesTable({ wait: { observed } }: Outcome, safe: SafeText): string {
  const most = Math.max(...Object.values(observed))
  const rows = Object.entries(observed).map(([label, count]) => {
    const filled = Math.max(1, Math.round((count / most) * BAR_CHARS))
    const bar = '█'.repeat(filled) + '░'.repeat(BAR_CHARS - filled)
    return rowOf(codeOf(safe(label, 60)), countText(count), codeOf(bar))
  })
  return tableOf(fitting(rows, MAX_STATUSES_BYTES, rowOf), ['Status', 'Polls', ''])
}

/** The first items that fit into `maxBytes` of UTF-8, followed by the number of the others. */
function fitting(
  items: readonly string[],
  maxBytes: number,
  itemOf: (text: string) => string,
  total = items.length,
): readonly string[] {
  let left = maxBytes
  const end = items.findIndex(item => {
    left -= Buffer.byteLength(item) + 1
    return left < 0
  })
  const shown = end < 0 ? items : items.slice(0, end)
  return shown.length === total ? shown : [...shown, itemOf(`and ${countText(total - shown.length)} more`)]
}

/** An HTML table; empty without rows. Neither it nor a row contains a blank line, which would end it. */
function tableOf(rows: readonly string[], head: readonly string[] = []): string {
  if (rows.length === 0) return ''
  const labels = head.map(label => `<th align="left">${label}</th>`).join('')
  return ['<table>', ...(head.length > 0 ? [`<tr>${labels}</tr>`] : []), ...rows, '</table>'].join('\n')
}

/** A row of a name, and of a number and a code where given. */
function rowOf(name: string, number?: string, code?: string): string {
  const others = number === undefined ? '' : `<td align="right">${number}</td><td>${code}</td>`
  return `<tr><td>${name}</td>${others}</tr>`
}

/** Escaped text in a fixed-width font, in which GitHub looks for no mentions and commits. */
function codeOf(html: string): string {
  return html && `<code>${html}</code>`
}

/** A link with escaped text, or the text alone if the address is not `https`. */
function linkOf(url: string, html: string): string {
  const parsed = URL.parse(url)
  return parsed?.protocol === 'https:' ? `<a href="${attributeText(parsed.href)}">${html}</a>` : html
}
