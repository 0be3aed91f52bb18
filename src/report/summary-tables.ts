import prettyBytes from 'pretty-bytes'
import type { Outcome, WaitRecord } from '../exports/outcome.ts'
import { countText, durationText, quantityText } from '../failures/quantity.ts'
import type { ExportRequest } from '../inputs/request.ts'
import { codeOf, itemsWithin, linkOf, rowOf, tableOf } from './markup.ts'

/** Redacts and escapes a text, cut to a number of characters before escaping. */
export type SafeText = (text: string, maxChars?: number) => string

const MAX_FILES = 50
const MAX_FILES_BYTES = 20 * 1024
const MAX_HEARD_BYTES = 6 * 1024
const MAX_DATE_CHARS = 40
const BAR_CHARS = 10

type Fact = readonly [label: string, html: string]

/** What is known about the export and the step, one row each; what is not known is left out. */
export function factsTable(outcome: Outcome, request: ExportRequest | undefined, safe: SafeText): string {
  const facts = [
    ...exportFacts(outcome, request, safe),
    ...waitFacts(outcome, safe),
    ...fileFacts(outcome, request, safe),
    ...helpFacts(outcome, request, safe),
  ]
  const rows = facts.filter(([, html]) => html !== '')
  return tableOf(rows.map(([label, html]) => rowOf([{ html: label, kind: 'head' }, { html }])))
}

/** The verified files with size and digest, at most 50 of them. */
export function filesTable({ files }: Outcome, safe: SafeText): string {
  const rows = files
    .slice(0, MAX_FILES)
    .map(({ name, size, sha256 }) =>
      rowOf([
        { html: safe(name, 120) },
        { html: prettyBytes(size), kind: 'number' },
        { html: codeOf(safe(sha256)) },
      ]),
    )
  const { shown } = itemsWithin(rows, MAX_FILES_BYTES)
  if (shown.length === 0) return ''
  const head = rowOf(['File', 'Size', 'SHA-256'].map(html => ({ html, kind: 'head' })))
  const left = files.length - shown.length
  return tableOf([head, ...shown]) + (left > 0 ? `\n\nand ${countText(left)} more` : '')
}

/** Every status word and failure with its count and a bar, in order of first appearance. */
export function observedTable({ observed }: WaitRecord, safe: SafeText): string {
  const entries = Object.entries(observed)
  const most = Math.max(...entries.map(([, count]) => count))
  const rows = entries.map(([word, count]) =>
    rowOf([
      { html: codeOf(safe(word, 60)) },
      { html: countText(count), kind: 'number' },
      { html: bar(count / most) },
    ]),
  )
  const { shown, left } = itemsWithin(rows, MAX_HEARD_BYTES)
  if (shown.length === 0) return ''
  const head = rowOf(['Heard', 'Times', ''].map(html => ({ html, kind: 'head' })))
  const rest = left > 0 ? [rowOf([{ html: `and ${quantityText(left, 'other')}` }])] : []
  return tableOf([head, ...shown, ...rest])
}

function exportFacts({ wait }: Outcome, request: ExportRequest | undefined, safe: SafeText): readonly Fact[] {
  const word = safe(wait.last?.providerStatus ?? '', 60)
  return [
    ['Export', request ? codeOf(safe(request.target.exportId, 128)) : ''],
    ['Last status', word === '' ? '' : codeOf(word)],
  ]
}

function waitFacts({ wait, rowCount }: Outcome, safe: SafeText): readonly Fact[] {
  const { last, polls, waitedMs } = wait
  const failedParts = last?.failedParts ?? []
  return [
    ['Waited', polls === 0 ? '' : `${durationText(waitedMs)}, ${quantityText(polls, 'question')}`],
    ['Started', safe(last?.startedAt ?? '', MAX_DATE_CHARS)],
    ['Finished', safe(last?.finishedAt ?? '', MAX_DATE_CHARS)],
    ['Expires', safe(last?.expiresAt ?? '', MAX_DATE_CHARS)],
    ['Rows', rowCount === undefined ? '' : countText(rowCount)],
    ['Failed parts', safe(failedParts.join(', '), 400)],
  ]
}

function fileFacts(outcome: Outcome, request: ExportRequest | undefined, safe: SafeText): readonly Fact[] {
  const { files, artifact, downloadUrls } = outcome
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const links = `${quantityText(downloadUrls.length, 'link')} in the output <code>download-url</code>`
  return [
    ['Files', files.length === 0 ? '' : `${quantityText(files.length, 'file')}, ${prettyBytes(bytes)}`],
    ['Folder', files.length === 0 || !request ? '' : codeOf(safe(request.folder, 300))],
    ['Signed links', downloadUrls.length === 0 ? '' : links],
    ['Artifact', artifact ? linkOf(artifact.url, safe(artifact.name, 120)) : ''],
    ['Artifact SHA-256', artifact ? codeOf(safe(artifact.digest, 80)) : ''],
  ]
}

function helpFacts(outcome: Outcome, request: ExportRequest | undefined, safe: SafeText): readonly Fact[] {
  const { failure } = outcome
  if (!failure) return []
  return [
    ['Failure code', codeOf(safe(failure.code))],
    ['Request id', failure.requestId === '' ? '' : codeOf(safe(failure.requestId, 100))],
    ['Documentation', request ? linkOf(request.provider.docs, safe(request.provider.title)) : ''],
  ]
}

function bar(share: number): string {
  const filled = Math.max(1, Math.round(share * BAR_CHARS))
  return codeOf('█'.repeat(filled) + '░'.repeat(BAR_CHARS - filled))
}
