import type { Chart } from './chart.ts'

/** Results of a part: text with tables, and the charts that it shows. */
export interface Section {
  /** Markdown; a chart is placed by `image(chart)`. */
  readonly markdown: string
  readonly charts: readonly Chart[]
}

/** One part of the benchmark; `docs/performance.md` keeps its section between markers of its id. */
export interface BenchPart {
  /** Lower-case letters and dashes; also an argument that runs this part alone. */
  readonly id: string
  readonly title: string
  /** Quick runs take fewer samples and smaller sizes, and are not saved. */
  run(quick: boolean): Promise<Section>
}

/** A Markdown table; every cell is text. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'))
  return [line(head), line(rule), ...rows.map(line)].join('\n')
}

/** A goal, the measured value, and whether the goal is met. */
export interface Goal {
  readonly goal: string
  readonly measured: string
  readonly isMet: boolean
}

/** The goals of a part as a table. */
export function goalTable(goals: readonly Goal[]): string {
  return table(
    ['Goal', 'Measured', 'Met'],
    goals.map(({ goal, measured, isMet }) => [goal, measured, isMet ? 'yes' : '**no**']),
  )
}
