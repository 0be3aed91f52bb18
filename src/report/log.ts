import prettyBytes from 'pretty-bytes'
import type { ExportEvent } from '../exports/events.ts'
import type { StepOutcome } from '../exports/outcome.ts'
import type { Emit } from '../failures/events.ts'
import type { Failure } from '../failures/export-error.ts'
import { plainLine, sentence } from '../failures/plain.ts'
import { countText, durationText, quantityText } from '../failures/quantity.ts'
import type { Redact } from '../secrets/redactor.ts'
import { createOverview, type Overview } from './overview.ts'

/** One line of the workflow log. */
export interface LogLine {
  readonly level: 'info' | 'warning' | 'debug'
  readonly text: string
}

/** The runner shows at most 10 warnings of a step and 50 of a job, from whatever source. */
const MAX_WARNINGS = 3
/** A server that sends a new status in each response must not fill the log. */
const MAX_TOPICS = 100
const MAX_NOTE_CHARS = 1000
const MAX_ID_CHARS = 128
const MAX_SHOWN_CHARS = 60
const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450
const MAX_STACK_LINES = 6

/**
 * A log that prints events: each warning topic once and at most 3 warnings besides those that are always shown; the
 * others become debug lines, which `finish` counts.
 */
export function createLog(print: (line: LogLine) => void, redact: Redact = unchanged) {
  const topics = new Set<string>()
  let counted = 0
  const overview = createOverview()
  const emit: Emit<ExportEvent> = event => {
    const lines = labelledLines(event, overview, redact)
    if (event.kind !== 'warning') return lines.forEach(print)
    const { topic, always = false } = event
    if (topics.has(topic) || (!always && counted >= MAX_TOPICS)) return
    topics.add(topic)
    if (!always) counted += 1
    const level = always || counted <= MAX_WARNINGS ? 'warning' : 'debug'
    for (const { text } of lines) print({ level, text })
  }
  const finish = (): void => {
    const hidden = counted - MAX_WARNINGS
    if (hidden <= 0) return
    const text = `${quantityText(hidden, 'more warning')}. To see them, run the job with debug logging.`
    print({ level: 'info', text })
  }
  return Object.assign(emit, { finish })
}

/** The log lines of an event. Server text is redacted as a whole, then made harmless and cut. */
export function linesOf(event: ExportEvent, redact: Redact = unchanged): readonly LogLine[] {
  const plain = (text: string, maxChars?: number): string => plainLine(redact(text), maxChars)
  switch (event.kind) {
    case 'starting':
      return info(`Starting ${plain(event.title)} (${event.origins.map(origin => plain(origin)).join(', ')})`)
    case 'started': {
      const id = plain(event.exportId ?? '', MAX_ID_CHARS)
      if (!event.isAdopted) return info(`Started export ${id}. To wait for it again, pass export-id: ${id}.`)
      return [
        {
          level: 'warning',
          text: `Export ${id} exists already: it was started before, or by a request whose response was lost. Waiting for it.`,
        },
      ]
    }
    case 'waiting':
      return info(waitingText(event, plain))
    case 'ended':
      return event.failure ? info(failureLine(event.failure, redact)) : []
    case 'status':
      return info(statusText(event, plain))
    case 'heartbeat': {
      const { providerStatus, polls, elapsedMs, remainingMs } = event
      const status =
        providerStatus === '' ? 'No status yet' : `Still ${plain(providerStatus, MAX_SHOWN_CHARS)}`
      return info(`${status} (${pollText(polls, elapsedMs)}), ${durationText(remainingMs)} left`)
    }
    case 'retry':
      return event.repeated ? [] : retryLines(event, plain)
    case 'recovered':
      return info(
        `Recovered after ${durationText(event.afterMs)} (${plain(event.subject)}, ${quantityText(event.count, 'failed attempt')}). Last error: ${plain(event.error.message, 400)}`,
      )
    case 'downloading':
      return [
        { level: 'debug', text: `Downloading ${quantityText(event.files, 'file')}${sizeText(event.bytes)}` },
      ]
    case 'downloaded': {
      const { file } = event
      const duration = file.elapsedMs < 1000 ? '' : ` in ${durationText(file.elapsedMs)}`
      const sha256 = `sha256 ${file.sha256.slice(0, 8)}…`
      return info(`Downloaded ${plain(file.name)} (${prettyBytes(file.size)}${duration}, ${sha256})`)
    }
    case 'uploading':
      return info(`Uploading artifact ${plain(event.name)}${sizeText(event.bytes)}`)
    case 'uploaded':
      return info(`Uploaded artifact ${plain(event.artifact.name)}: ${plain(event.artifact.url, 500)}`)
    case 'note':
      return info(plain(event.text, MAX_NOTE_CHARS))
    case 'warning':
      return [{ level: 'warning', text: plain(event.text, MAX_NOTE_CHARS) }]
  }
}

/** The last line of a step that succeeded: `Done in 14 s: 3 files, 93 kB.` */
export function doneLine({ exports, files, downloadUrls }: StepOutcome, elapsedMs: number): string {
  const bytes = files.reduce((sum, { size }) => sum + size, 0)
  const links = quantityText(downloadUrls.length, 'link')
  const withoutFiles = downloadUrls.length > 0 ? `${links} in the output download-url` : 'no files'
  const what =
    files.length > 0 ? `${quantityText(files.length, 'file')}, ${prettyBytes(bytes)}` : withoutFiles
  const several = exports.length > 1 ? `${quantityText(exports.length, 'export')}, ` : ''
  return `Done in ${durationText(elapsedMs)}: ${several}${what}.`
}

/**
 * The text of the error annotation: what happened and why, the provider's reference, what to do next; at most 1,500
 * characters. Each text is redacted before it is cut.
 */
export function failureLine(failure: Failure, redact: Redact = unchanged): string {
  const plain = (text: string, maxChars: number): string => plainLine(redact(text), maxChars)
  const requestId = failure.requestId === '' ? '' : `(request ID ${plain(failure.requestId, 100)})`
  const reason = sentence(reasonLines(failure, plain))
  const hint = sentence(plain(failure.hint, MAX_HINT_CHARS))
  return [reason, requestId, hint].filter(part => part !== '').join(reason.includes('\n') ? '\n' : ' ')
}

/** The reason as one line, but the problems of inputs as a list, which contains no text from a server. */
function reasonLines({ code, reason }: Failure, plain: (text: string, maxChars: number) => string): string {
  if (code !== 'input') return plain(reason, MAX_REASON_CHARS)
  const lines = reason.split('\n').map(line => plain(line, MAX_REASON_CHARS))
  const fitting = lines.filter((_, at) => lines.slice(0, at + 1).join('\n').length <= MAX_REASON_CHARS)
  const more = lines.length - fitting.length
  return [...fitting, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')
}

/** The error behind a failure and the top of its stack as one debug line; undefined without one. */
export function causeLine({ cause }: Failure, redact: Redact): string | undefined {
  if (cause === undefined) return undefined
  const text = cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause)
  const lines = redact(text).split('\n').slice(0, MAX_STACK_LINES)
  return `Caused by: ${plainLine(lines.map(line => line.trim()).join(' | '), MAX_NOTE_CHARS)}`
}

/** The lines of an event; one about one of several exports begins with its ID. */
function labelledLines(event: ExportEvent, overview: Overview, redact: Redact): readonly LogLine[] {
  const label = overview.label(event)
  const lines = linesOf(event, redact)
  if (label === undefined) return lines
  if (event.kind === 'heartbeat') {
    const text = overview.heartbeat(event)
    return text === undefined ? [] : info(plainLine(redact(text), MAX_NOTE_CHARS))
  }
  const start = plainLine(label, MAX_ID_CHARS)
  return lines.map(({ level, text }) => ({ level, text: `${start}: ${text}` }))
}

/** A failed attempt, and its facts as a debug line. */
function retryLines(
  { error, retryInMs }: Extract<ExportEvent, { readonly kind: 'retry' }>,
  plain: (text: string, maxChars?: number) => string,
): readonly LogLine[] {
  const when = retryInMs > 0 ? `in ${durationText(retryInMs)}` : 'now'
  const facts = [`code ${error.code}`, error.remedy]
  if (error.httpStatus !== undefined) facts.push(`HTTP ${error.httpStatus}`)
  if (error.requestId !== '') facts.push(`request ID ${plain(error.requestId)}`)
  return [
    ...info(`${plain(error.message, 400)} Retrying ${when}.`),
    { level: 'debug', text: `Failed attempt: ${facts.join(', ')}` },
  ]
}

/** `Acme export e1: waiting up to 30 min (https://api.example.com)` */
function waitingText(
  event: Extract<ExportEvent, { readonly kind: 'waiting' }>,
  plain: (text: string, maxChars?: number) => string,
): string {
  const { title, exportId, exports, timeoutMs, origins } = event
  const one = exportId === undefined ? '' : ` ${plain(exportId, MAX_ID_CHARS)}`
  const several = exports > 1 ? ` for ${quantityText(exports, 'export')}` : ''
  const hosts = origins.map(origin => plain(origin)).join(', ')
  return `${plain(title)}${one}: waiting up to ${durationText(timeoutMs)}${several} (${hosts})`
}

function unchanged(text: string): string {
  return text
}

function info(text: string): readonly LogLine[] {
  return [{ level: 'info', text }]
}

/** `FINISHED (poll 6, 12 s): 3 files, 1,061 rows` */
function statusText(
  { status, polls, elapsedMs }: Extract<ExportEvent, { readonly kind: 'status' }>,
  plain: (text: string, maxChars?: number) => string,
): string {
  const { providerStatus, phase, progress, reason, files, rowCount, failedParts } = status
  const percent = progress === undefined ? '' : ` ${progress} %`
  const results = rowCount === undefined ? '' : `, ${quantityText(rowCount, 'row')}`
  const details: string[] = []
  if (reason !== '') details.push(plain(reason))
  if (phase === 'succeeded') details.push(quantityText(files.length, 'file') + results)
  if (failedParts.length > 0)
    details.push(`${quantityText(failedParts.length, 'part')} failed: ${plain(failedParts.join(', '))}`)
  const head = `${plain(providerStatus, MAX_SHOWN_CHARS)}${percent} (${pollText(polls, elapsedMs)})`
  return details.length === 0 ? head : `${head}: ${details.join('; ')}`
}

function pollText(polls: number, elapsedMs: number): string {
  return `poll ${countText(polls)}, ${durationText(elapsedMs)}`
}

function sizeText(bytes: number | undefined): string {
  return bytes === undefined ? '' : ` (${prettyBytes(bytes)})`
}
