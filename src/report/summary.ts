import type { ExportRequest } from '../inputs/request.ts'
import type { Failure, Outcome, OutcomeStatus } from '../outcome.ts'
import type { Redact } from '../secrets/redactor.ts'
import { itemsWithin } from './markup.ts'
import { markdownText } from './plain.ts'
import type { SafeText } from './summary-tables.ts'
import { factsTable, filesTable, heardTable } from './summary-tables.ts'

const MAX_REASON_CHARS = 900
const MAX_HINT_CHARS = 450
const MAX_EXCEPTION_CHARS = 300
const MAX_EXCEPTIONS_BYTES = 6 * 1024

/** Icon, and what happened to the export as the predicate of a heading. */
const HEADLINES: Readonly<Record<OutcomeStatus, readonly [icon: string, predicate: string]>> = {
  succeeded: ['✅', 'succeeded'],
  failed: ['❌', 'failed'],
  cancelled: ['🚫', 'was cancelled'],
  'timed-out': ['⏰', 'did not end in time'],
  aborted: ['🛑', 'was not waited for to the end'],
  error: ['❌', 'could not be brought home'],
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
  const title = safe(request.provider.title)
  const [icon, predicate] = HEADLINES[outcome.status]
  if (outcome.failure && outcome.status === 'succeeded')
    return `## ❌ ${title} ${predicate}, but the step failed`
  if (!outcome.failure && outcome.exceptions.length > 0) return `## ⚠️ ${title} ${predicate}, with exceptions`
  return `## ${icon} ${title} ${predicate}`
}

function failureBlocks({ reason, hint }: Failure, safe: SafeText): readonly string[] {
  return [
    `**Why:** ${safe(reason, MAX_REASON_CHARS)}`,
    hint === '' ? '' : `**Next:** ${safe(hint, MAX_HINT_CHARS)}`,
  ]
}

/** What was let pass although it is not right: by the user's own words, which are named. */
function exceptionsBlock({ exceptions, failure }: Outcome, safe: SafeText): string {
  if (exceptions.length === 0) return ''
  const items = exceptions.map(text => `- ${safe(text, MAX_EXCEPTION_CHARS)}`)
  const { shown, left } = itemsWithin(items, MAX_EXCEPTIONS_BYTES)
  const rest = left > 0 ? [`- and ${left} more`] : []
  return [`**${failure ? 'Let pass' : 'Green'} because the step says so:**`, '', ...shown, ...rest].join('\n')
}

/** Open where it explains a red step, folded where it is a curiosity. */
function heardBlock({ wait, failure }: Outcome, safe: SafeText): string {
  const table = heardTable(wait, safe)
  if (table === '' || failure) return table
  return `<details><summary>What the provider said</summary>\n${table}\n</details>`
}
