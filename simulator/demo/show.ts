import { styleText } from 'node:util'
import { micromark } from 'micromark'
import { gfm, gfmHtml } from 'micromark-extension-gfm'
import { stringify } from 'yaml'
import type { StepResult } from '../step.ts'
import { htmlText } from './html-text.ts'
import { table } from './table.ts'
import { type Check, outputFiles } from './verify.ts'

const WIDTH = 100

/** A horizontal rule with a title. */
export function rule(title: string): string {
  return styleText(['bold', 'cyan'], `━━ ${title} ${'━'.repeat(Math.max(0, WIDTH - title.length - 4))}`)
}

/** A named, indented section. */
export function section(name: string, lines: readonly string[]): string {
  return [styleText('bold', name), ...lines.map(line => `  ${line}`), ''].join('\n')
}

/** The step as written in a workflow, with its secrets by name. */
export function workflowStep(
  inputs: Readonly<Record<string, string>>,
  secrets: readonly string[],
): readonly string[] {
  const nameOf = (input: string) => `${inputs.provider}_${input}`.replaceAll('-', '_').toUpperCase()
  const named = secrets.map(input => [input, `\${{ secrets.${nameOf(input)} }}`])
  const step = { uses: 'your-org/await-export@v1', with: { ...inputs, ...Object.fromEntries(named) } }
  return stringify([step], { lineWidth: 0 }).trimEnd().split('\n')
}

/** The outputs that are not empty; long ones are truncated, because files have their own section. */
export function outputLines(outputs: StepResult['outputs']): readonly string[] {
  const filled = Object.entries(outputs).filter(([, value]) => value !== '')
  return table(filled.map(([name, value]) => [styleText('dim', name), truncate(value.replaceAll('\n', ' '))]))
}

/** The downloaded files, with their digests. */
export function fileLines(outputs: StepResult['outputs']): readonly string[] {
  return table(
    outputFiles(outputs).map(({ name, size, sha256 }) => [name, `${size.toLocaleString('en')} B`, sha256]),
  )
}

/** The job summary as text. */
export function summaryLines(markdown: string): readonly string[] {
  const html = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  })
  return htmlText(html).split('\n')
}

/** The checks, each with a mark. */
export function checkLines(checks: readonly Check[]): readonly string[] {
  return checks.map(({ label, isGood }) => `${checkMark(isGood)} ${label}`)
}

/** A check mark or a cross. */
export function checkMark(isGood: boolean): string {
  return isGood ? styleText('green', '✔') : styleText('red', '✘')
}

function truncate(text: string): string {
  return text.length <= WIDTH - 20 ? text : `${text.slice(0, WIDTH - 21)}…`
}

/** A number with its noun; `?` if the number is unknown. */
export function countText(count: string | undefined, noun: string): string {
  return `${count || '?'} ${noun}${count === '1' ? '' : 's'}`
}
