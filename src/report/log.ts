import prettyBytes from 'pretty-bytes'
import type { ExportEvent } from '../exports/events.ts'
import type { StepOutcome } from '../exports/outcome.ts'
import type { Emit } from '../failures/events.ts'
import type { Failure } from '../failures/export-error.ts'
import { plainLine, sentence } from '../failures/plain.ts'
import { countText, durationText, quantityText } from '../failures/quantity.ts'
import type { Redact } from '../secrets/redactor.ts'
import { resultText } from './result.ts'

/** One line of the workflow log. */
export interface LogLine {
  readonly level: 'info' | 'warning' | 'debug'
  readonly text: string
}

/** The runner shows at most 10 warnings of a step and 50 of a job, from whatever source. */
const MAX_WARNINGS = 3
/** A server that sends a new status in each response must not fill the log. */
const MAX_TOPICS = 100
const HEARTBEAT_MS = 60_000
const MAX_NOTE_CHARS = 1000
const MAX_ID_CHARS = 128
const MAX_SHOWN_CHARS = 60
const MAX_ERROR_CHARS = 400
const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450
const MAX_STACK_LINES = 6

/**
 * A log that prints events: each warning topic once and at most 3 warnings besides those that are always shown; the
 * others become debug lines, which `finish` counts.
 */
export function createLog(print: (line: LogLine) => void, redact: Redact) {
  const topics = new Set<string>()
  let counted = 0
  const labelledLines = createLabels(redact)
  const emit: Emit<ExportEvent> = event => {
    const lines = labelledLines(event)
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

/** The lines of events. With several exports, each line begins with the ID of its export, and all share one heartbeat a minute. */
function createLabels(redact: Redact): (event: ExportEvent) => readonly LogLine[] {
  let exports = 1
  let left = 1
  let lastMs = 0
  const statuses = new Map<string, string>()
  const follow = (event: ExportEvent, exportId: string): void => {
    if (event.kind === 'status') {
      const { phase, providerStatus } = event.status
      statuses.set(exportId, phase === 'succeeded' ? 'downloading' : providerStatus)
    } else if (event.kind === 'ended') {
      statuses.delete(exportId)
      left -= 1
    }
  }
  const overview = (remainingMs: number): string => {
    const groups = Map.groupBy(statuses.values(), status => status)
    const counts = [...groups].map(([status, { length }]) => `${status} ×${countText(length)}`)
    if (left > statuses.size) counts.push(`no status yet ×${countText(left - statuses.size)}`)
    return `Waiting for ${countText(left)} of ${countText(exports)} exports: ${counts.join(', ')}; ${durationText(remainingMs)} left`
  }
  return event => {
    const { exportId } = event
    if (event.kind === 'waiting') exports = left = event.exports
    if (exports === 1 || exportId === undefined) return linesOf(event, redact)
    if (event.kind === 'heartbeat') {
      if (event.elapsedMs - lastMs < HEARTBEAT_MS) return []
      lastMs = event.elapsedMs
      return info(plainLine(redact(overview(event.remainingMs)), MAX_NOTE_CHARS))
    }
    follow(event, exportId)
    const label = plainLine(exportId, MAX_ID_CHARS)
    return linesOf(event, redact).map(({ level, text }) => ({ level, text: `${label}: ${text}` }))
  }
}

/** Makes redacted text a part of a line, cut to a length. */
type Plain = (text: string, maxChars?: number) => string

/** What each kind of event says: an info line, or lines of any level. */
const TEXTS: {
  readonly [Kind in ExportEvent['kind']]: (
    event: Extract<ExportEvent, { readonly kind: Kind }>,
    plain: Plain,
    redact: Redact,
  ) => string | readonly LogLine[]
} = {
  starting: ({ title, origins }, plain) =>
    `Starting ${plain(title)} (${origins.map(one => plain(one)).join(', ')})`,
  started: ({ exportId = '', isAdopted }, plain) => {
    const id = plain(exportId, MAX_ID_CHARS)
    if (!isAdopted) return `Started export ${id}. To wait for it again, pass export-id: ${id}.`
    const text = `Export ${id} already exists: it was started before, or by a request whose response was lost. Waiting for it.`
    return [{ level: 'warning', text }]
  },
  waiting: ({ title, exportId, exports, timeoutMs, origins }, plain) => {
    const one = exportId === undefined ? '' : ` ${plain(exportId, MAX_ID_CHARS)}`
    const several = exports > 1 ? ` for ${quantityText(exports, 'export')}` : ''
    const hosts = origins.map(origin => plain(origin)).join(', ')
    return `${plain(title)}${one}: waiting up to ${durationText(timeoutMs)}${several} (${hosts})`
  },
  ended: ({ failure }, _, redact) => (failure ? failureLine(failure, redact) : []),
  status: ({ status, polls, elapsedMs }, plain) => {
    const { providerStatus, phase, progress, reason, files, rowCount, failedParts } = status
    const percent = progress === undefined ? '' : ` ${progress} %`
    const rows = rowCount === undefined ? '' : `, ${quantityText(rowCount, 'row')}`
    const parts = quantityText(failedParts.length, 'part')
    const details = [
      plain(reason),
      phase === 'succeeded' ? quantityText(files.length, 'file') + rows : '',
      failedParts.length > 0 ? `${parts} failed: ${plain(failedParts.join(', '))}` : '',
    ].filter(text => text !== '')
    const head = `${plain(providerStatus, MAX_SHOWN_CHARS)}${percent} (${pollText(polls, elapsedMs)})`
    return details.length === 0 ? head : `${head}: ${details.join('; ')}`
  },
  heartbeat: ({ providerStatus, polls, elapsedMs, remainingMs }, plain) => {
    const status = providerStatus === '' ? 'No status yet' : `Still ${plain(providerStatus, MAX_SHOWN_CHARS)}`
    return `${status} (${pollText(polls, elapsedMs)}), ${durationText(remainingMs)} left`
  },
  retry: ({ error, retryInMs, repeated }, plain) => {
    if (repeated) return []
    const when = retryInMs > 0 ? `in ${durationText(retryInMs)}` : 'now'
    const facts = [`code ${error.code}`, error.remedy]
    if (error.httpStatus !== undefined) facts.push(`HTTP ${error.httpStatus}`)
    if (error.requestId !== '') facts.push(`request ID ${plain(error.requestId)}`)
    return [
      ...info(`${plain(error.message, MAX_ERROR_CHARS)} Retrying ${when}.`),
      { level: 'debug', text: `Failed attempt: ${facts.join(', ')}` },
    ]
  },
  recovered: ({ subject, error, count, afterMs }, plain) =>
    `Recovered after ${durationText(afterMs)} (${plain(subject)}, ${quantityText(count, 'failed attempt')}). Last error: ${plain(error.message, MAX_ERROR_CHARS)}`,
  downloading: ({ files, bytes }) => {
    const size = bytes === undefined ? '' : ` (${prettyBytes(bytes)})`
    return [{ level: 'debug', text: `Downloading ${quantityText(files, 'file')}${size}` }]
  },
  downloaded: ({ file: { name, size, sha256, elapsedMs } }, plain) => {
    const duration = elapsedMs < 1000 ? '' : ` in ${durationText(elapsedMs)}`
    return `Downloaded ${plain(name)} (${prettyBytes(size)}${duration}, sha256 ${sha256.slice(0, 8)}…)`
  },
  uploading: ({ name, bytes }, plain) => `Uploading artifact ${plain(name)} (${prettyBytes(bytes)})`,
  uploaded: ({ artifact: { name, url } }, plain) => `Uploaded artifact ${plain(name)}: ${plain(url, 500)}`,
  note: ({ text }, plain) => plain(text, MAX_NOTE_CHARS),
  warning: ({ text }, plain) => [{ level: 'warning', text: plain(text, MAX_NOTE_CHARS) }],
}

/** The log lines of an event. Server text is redacted as a whole, then made harmless and cut. */
export function linesOf(event: ExportEvent, redact: Redact): readonly LogLine[] {
  // The compiler does not connect the kind of the event with that of the function.
  const text = TEXTS[event.kind](event as never, plainWith(redact), redact)
  return typeof text === 'string' ? info(text) : text
}

/** The last line of a step that succeeded: `Done in 14 s: 3 files, 93 kB.` */
export function doneLine(outcome: StepOutcome, elapsedMs: number): string {
  return `Done in ${durationText(elapsedMs)}: ${resultText(outcome)}.`
}

/**
 * The text of the error annotation: what happened and why, the provider's reference, what to do next; at most 1,500
 * characters. Each text is redacted before it is cut.
 */
export function failureLine({ code, reason, hint, requestId }: Failure, redact: Redact): string {
  const plain = plainWith(redact)
  // The problems of inputs are a list, which contains no text from a server.
  const lines = code === 'input' ? reason.split('\n') : [reason]
  const shown = lines.map(line => plain(line, MAX_REASON_CHARS))
  const fitting = shown.filter((_, at) => shown.slice(0, at + 1).join('\n').length <= MAX_REASON_CHARS)
  const more = shown.length - fitting.length
  const parts = [
    sentence([...fitting, ...(more > 0 ? [`- and ${more} more`] : [])].join('\n')),
    requestId === '' ? '' : `(request ID ${plain(requestId, 100)})`,
    sentence(plain(hint, MAX_HINT_CHARS)),
  ]
  return parts.filter(part => part !== '').join(lines.length > 1 ? '\n' : ' ')
}

/** The error behind a failure and the top of its stack as one debug line; undefined without one. */
export function causeLine({ cause }: Failure, redact: Redact): string | undefined {
  if (cause === undefined) return undefined
  const text = cause instanceof Error ? (cause.stack ?? String(cause)) : String(cause)
  const lines = redact(text).split('\n').slice(0, MAX_STACK_LINES)
  return `Caused by: ${plainLine(lines.map(line => line.trim()).join(' | '), MAX_NOTE_CHARS)}`
}

function plainWith(redact: Redact): Plain {
  return (text, maxChars) => plainLine(redact(text), maxChars)
}

function info(text: string): readonly LogLine[] {
  return [{ level: 'info', text }]
}

function pollText(polls: number, elapsedMs: number): string {
  return `poll ${countText(polls)}, ${durationText(elapsedMs)}`
}
