import { appendFileSync } from 'node:fs'

/** One thing that was measured. */
export interface Figure {
  readonly name: string
  /** With its unit. */
  readonly value: string
  readonly bound: string
  readonly verdict: 'passed' | 'failed'
}

/** Figures as a table for a terminal. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, bound, verdict }) => [name, value, bound, verdict])
  const head = ['measured', 'figure', 'bound', 'verdict']
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)),
  )
  const lines = [head, widths.map(width => '-'.repeat(width)), ...rows].map(cells =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  )
  return `${lines.join('\n')}\n`
}

/** Prints the figures and makes the process fail when one of them did; FIGURES names a file that they are added to, a line each. */
export function report(figures: readonly Figure[]): void {
  process.stdout.write(`\n${tableOf(figures)}`)
  const { FIGURES } = process.env
  if (FIGURES) appendFileSync(FIGURES, figures.map(figure => `${JSON.stringify(figure)}\n`).join(''))
  if (figures.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1
}
