import { appendFileSync } from 'node:fs'

/** A measured value with its bound. */
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

/** Prints the figures and sets the exit code if one failed. If FIGURES names a file, appends them to it, one per line. */
export function report(figures: readonly Figure[]): void {
  process.stdout.write(`\n${tableOf(figures)}`)
  const { FIGURES } = process.env
  if (FIGURES) appendFileSync(FIGURES, figures.map(figure => `${JSON.stringify(figure)}\n`).join(''))
  if (figures.some(({ verdict }) => verdict === 'failed')) process.exitCode = 1
}
