import { table } from '../part.ts'
import type { Result } from './compare.ts'

/** Bytes of a mebibyte. */
export const MIB = 1024 * 1024

/** Milliseconds, or seconds from one second on. */
export function timeText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

/** A ratio with two decimals. */
export function ratioText(ratio: number): string {
  return `${ratio.toFixed(2)} ×`
}

/** The results as a table; relative times are multiples of the first row's time. */
export function resultTable(results: readonly Result[]): string {
  const [first] = results
  const rows = results.map(({ title, wallMs, cpuMs, peakMiB }) => [
    title,
    ratioText(wallMs / (first?.wallMs ?? wallMs)),
    timeText(wallMs),
    timeText(cpuMs),
    `${Math.round(peakMiB)} MiB`,
  ])
  return table(['', 'Time, relative', 'Time', 'Processor time', 'Peak memory'], rows)
}

/** The result with that title; throws if there is none. */
export function resultOf(results: readonly Result[], title: string): Result {
  const result = results.find(one => one.title === title)
  if (!result) throw new Error(`There is no result "${title}".`)
  return result
}
