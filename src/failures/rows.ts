import type { BudgetName, FailureCode, FailureDetails, Remedy } from './export-error.ts'
import { ExportError } from './export-error.ts'

/** What a failure means. The first matching row of a table applies. */
export interface FailureRow {
  /** Matches an HTTP status, an error code or the text of an error. */
  readonly when: RegExp
  readonly code: FailureCode
  readonly remedy: Remedy
  /** The one with the name of the remedy by default. */
  readonly budget?: BudgetName
  /** `{host}` is the value with this name, `{1}` the first group of the pattern. */
  readonly message: string
  /** What the user can do next, in whole sentences, with values as in the message. */
  readonly hint: string
}

/** The failure that a table says `text` means; a hint in `details` takes precedence. The last row of the table has to match everything. */
export function failureFrom(
  rows: readonly FailureRow[],
  text: string,
  values: Readonly<Record<string, string>>,
  details: Omit<FailureDetails, 'remedy' | 'budget'> = {},
): ExportError {
  const row = rows.find(({ when }) => when.test(text)) as FailureRow
  const { code, message, hint, when, ...meaning } = row
  const named: Readonly<Record<string, string>> = { ...values, 1: when.exec(text)?.[1] ?? '' }
  const filled = (template: string) =>
    template.replaceAll(/\{(\w+)\}/g, (_, name: string) => named[name] ?? '')
  return new ExportError(code, filled(message), {
    ...meaning,
    ...details,
    hint: details.hint || filled(hint),
  })
}
