import type { Failure, Outcome, OutcomeStatus } from '../exports/outcome.ts'
import type { FailureCode } from '../failures/export-error.ts'
import { markdownText } from '../failures/plain.ts'
import type { ExportRequest } from '../inputs/request.ts'
import type { Redact } from '../secrets/redactor.ts'
import { itemsWithin } from './markup.ts'
import type { SafeText } from './summary-tables.ts'
import { factsTable, filesTable, observedTable } from './summary-tables.ts'

const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450
const MAX_EXCEPTION_CHARS = 300
const MAX_EXCEPTIONS_BYTES = 6 * 1024

type Headline = readonly [icon: string, predicate: string]

/** Icon, and what happened to the export as the predicate of a heading. */
const HEADLINES: Readonly<Record<OutcomeStatus, Headline>> = {
  succeeded: ['✅', 'succeeded'],
  failed: ['❌', 'failed'],
  cancelled: ['🚫', 'was cancelled'],
  'timed-out': ['⏰', 'did not end in time'],
  aborted: ['🛑', 'was not waited for to the end'],
  error: ['❌', 'ended in an error'],
}

/** Sharper words where the export itself went well and a rule or a later part of the step made it red. */
const ERROR_PREDICATES: Partial<Readonly<Record<FailureCode, string>>> = {
  empty: 'is empty',
  partial: 'is partial',
  download: 'could not be downloaded',
  upload: 'could not be uploaded',
}

/**
 * The job summary on every ending, as GitHub-flavoured Markdown of at most 64 KiB; `request` is undefined when the inputs
 * were wrong. Text of servers goes through `redact` and is shown as text, whatever it holds.
 */
export function summaryOf(outcome: Outcome, request: ExportRequest | undefined, redact: Redact): string {
  const safe: SafeText = (text, maxChars) => markdownText(redact(text), maxChars)
  const blocks = [
    headingOf(outcome, request, safe),
    ...(outcome.failure ? failureBlocks(outcome.failure, safe) : []),
    exceptionsBlock(outcome, safe),
    factsTable(outcome, request, safe),
    filesTable(outcome, safe),
    heardBlock(outcome, safe),
  ]
  return `${blocks.filter(block => block !== '').join('\n\n')}\n`
}

function headingOf(outcome: Outcome, request: ExportRequest | undefined, safe: SafeText): string {
  if (!request) return '## ❌ Await Export could not start'
  const [icon, predicate] = headlineOf(outcome)
  return `## ${icon} ${safe(request.provider.title)} ${predicate}`
}

function headlineOf({ status, failure, overrides: exceptions }: Outcome): Headline {
  if (failure && (status === 'succeeded' || status === 'error'))
    return ['❌', ERROR_PREDICATES[failure.code] ?? HEADLINES.error[1]]
  if (!failure && exceptions.length > 0) return ['⚠️', 'succeeded, with exceptions']
  return HEADLINES[status]
}

function failureBlocks({ reason, hint }: Failure, safe: SafeText): readonly string[] {
  return [
    `**Why:** ${safe(reason, MAX_REASON_CHARS)}`,
    hint === '' ? '' : `**Next:** ${safe(hint, MAX_HINT_CHARS)}`,
  ]
}

/** What was let pass although it is not right: by the user's own words, which are named. */
function exceptionsBlock({ overrides: exceptions, failure }: Outcome, safe: SafeText): string {
  if (exceptions.length === 0) return ''
  const items = exceptions.map(text => `- ${safe(text, MAX_EXCEPTION_CHARS)}`)
  const { shown, left } = itemsWithin(items, MAX_EXCEPTIONS_BYTES)
  const rest = left > 0 ? [`- and ${left} more`] : []
  return [`**${failure ? 'Let pass' : 'Green'} because the step says so:**`, '', ...shown, ...rest].join('\n')
}

/** Open where it explains a red step, folded where it is a curiosity. */
function heardBlock({ wait, failure }: Outcome, safe: SafeText): string {
  const table = observedTable(wait, safe)
  if (table === '' || failure) return table
  return `<details><summary>What the provider said</summary>\n${table}\n</details>`
}
