import prettyBytes from 'pretty-bytes'
import type { Outcome, StepOutcome } from '../exports/outcome.ts'
import { quantityText } from '../failures/quantity.ts'

/** The size of files as a text. */
export function sizeOf(files: Outcome['files']): string {
  return prettyBytes(files.reduce((sum, { size }) => sum + size, 0))
}

/** What a step has brought: `2 exports, 3 files, 93.4 kB`, or with `download: false` `1 signed link`. */
export function resultText({ exports, files, downloadUrls }: StepOutcome): string {
  const links = downloadUrls.length > 0 ? [quantityText(downloadUrls.length, 'signed link')] : []
  return [
    ...(exports.length > 1 ? [quantityText(exports.length, 'export')] : []),
    ...(files.length > 0 || links.length === 0 ? [quantityText(files.length, 'file')] : links),
    ...(files.length > 0 ? [sizeOf(files)] : []),
  ].join(', ')
}
