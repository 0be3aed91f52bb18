import prettyBytes from 'pretty-bytes'
import type { Emit, ProgressEvent } from '../exports/events.ts'
import { plainLine } from '../failures/plain.ts'
import { durationText, quantityText } from '../failures/quantity.ts'
import type { JobStatus } from '../providers/provider.ts'
import type { Redact } from '../secrets/redactor.ts'

/** One line for the workflow's log. */
export interface LogLine {
  readonly level: 'info' | 'warning' | 'debug'
  readonly text: string
}

/** Tells events as lines; `finish` says how many warnings were held back. */
export type Log = Emit & { readonly finish: () => void }

/** The runner shows at most 10 warnings of a step and 50 of a job, whoever they come from. */
const MAX_WARNINGS = 3
/** A server that invents a new status for each answer must not fill the log. */
const MAX_TOPICS = 100
const MAX_NOTE_CHARS = 1000
const MAX_ID_CHARS = 128

/**
 * A log that prints what happens: each topic of warnings once, at most 3 warnings beside those that are always shown, and
 * the others as debug lines. `redact` sees every text before it is cut.
 */
export function createLog(print: (line: LogLine) => void, redact: Redact = asItIs): Log {
  const topics = new Set<string>()
  let counted = 0
  const emit: Emit = event => {
    if (event.kind !== 'warning') return linesOf(event, redact).forEach(print)
    const { topic, always = false } = event
    if (topics.has(topic) || (!always && counted >= MAX_TOPICS)) return
    topics.add(topic)
    if (!always) counted += 1
    const level = always || counted <= MAX_WARNINGS ? 'warning' : 'debug'
    for (const { text } of linesOf(event, redact)) print({ level, text })
  }
  const finish = (): void => {
    const hidden = counted - MAX_WARNINGS
    if (hidden > 0)
      print(info(`${quantityText(hidden, 'more warning')}: run the job with debug logging to see them.`))
  }
  return Object.assign(emit, { finish })
}

/** What an event looks like in the log; text of servers is made harmless, after `redact` has seen all of it. */
export function linesOf(event: ProgressEvent, redact: Redact = asItIs): readonly LogLine[] {
  const plain = (text: string, maxChars?: number): string => plainLine(redact(text), maxChars)
  switch (event.kind) {
    case 'started':
      return [info(startedText(event, plain))]
    case 'status':
      return [info(statusText(event, plain))]
    case 'heartbeat':
      return [info(heartbeatText(event, plain))]
    case 'retry':
      return troubleLines(event, plain)
    case 'recovered':
      return [info(`The provider answers again after ${durationText(event.afterMs)}.`)]
    case 'downloading':
      return [info(`Downloading ${quantityText(event.files, 'file')}${sizeText(event.bytes)}.`)]
    case 'downloaded':
      return [info(downloadedText(event, plain))]
    case 'uploading':
      return [info(`Uploading artifact ${plain(event.name)}${sizeText(event.bytes)}.`)]
    case 'uploaded':
      return [info(`Uploaded artifact ${plain(event.artifact.name)}: ${plain(event.artifact.url, 500)}`)]
    case 'note':
      return [info(plain(event.text, MAX_NOTE_CHARS))]
    case 'warning':
      return [{ level: 'warning', text: plain(event.text, MAX_NOTE_CHARS) }]
  }
}

type Plain = (text: string, maxChars?: number) => string
type EventOf<Kind extends ProgressEvent['kind']> = Extract<ProgressEvent, { readonly kind: Kind }>

function asItIs(text: string): string {
  return text
}

function info(text: string): LogLine {
  return { level: 'info', text }
}

function startedText({ title, exportId, host, timeoutMs }: EventOf<'started'>, plain: Plain): string {
  const subject = `${plain(title)} ${plain(exportId, MAX_ID_CHARS)}`
  return `Waiting up to ${durationText(timeoutMs)} for ${subject}. The credential goes to ${plain(host)}.`
}

function statusText({ status, polls, elapsedMs }: EventOf<'status'>, plain: Plain): string {
  const progress = status.progress === undefined ? '' : `, ${status.progress} %`
  const when = `after ${durationText(elapsedMs)} and ${quantityText(polls, 'question')}`
  const reason = status.reason === '' ? '' : `: ${plain(status.reason)}`
  return `Status ${plain(status.providerStatus, 60)}${progress}, ${when}${reason}${failedPartsText(status, plain)}`
}

function failedPartsText({ failedParts }: JobStatus, plain: Plain): string {
  if (failedParts.length === 0) return ''
  return `; ${quantityText(failedParts.length, 'part')} failed: ${plain(failedParts.join(', '))}`
}

function heartbeatText(event: EventOf<'heartbeat'>, plain: Plain): string {
  const state = event.word === '' ? 'No answer yet' : `Still ${plain(event.word, 60)}`
  const asked = `after ${durationText(event.elapsedMs)} and ${quantityText(event.polls, 'question')}`
  return `${state} ${asked}, ${durationText(event.remainingMs)} left.`
}

function troubleLines({ error, retryInMs }: EventOf<'retry'>, plain: Plain): readonly LogLine[] {
  const facts = [
    `code ${error.code}`,
    error.outlook,
    ...(error.httpStatus === undefined ? [] : [`HTTP ${error.httpStatus}`]),
    ...(error.requestId === '' ? [] : [`request id ${plain(error.requestId)}`]),
  ]
  return [
    info(
      `${plain(error.message, 400)} ${retryInMs > 0 ? `Asking again in ${durationText(retryInMs)}.` : 'Asking again at once.'}`,
    ),
    { level: 'debug', text: `Trouble: ${facts.join(', ')}` },
  ]
}

function downloadedText({ file, elapsedMs }: EventOf<'downloaded'>, plain: Plain): string {
  const size = prettyBytes(file.size)
  return `Downloaded ${plain(file.name)}: ${size} in ${durationText(elapsedMs)}, SHA-256 ${file.sha256}`
}

function sizeText(bytes: number | undefined): string {
  return bytes === undefined ? '' : ` (${prettyBytes(bytes)})`
}
