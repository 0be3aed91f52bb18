import { table } from '../part.ts'
import type { Result } from './compare.ts'

/** Bytes of a mebibyte. */
export const MIB = 1024 * 1024

/** Milliseconds, in seconds from one on. */
export function timeText(ms: number): string {
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(2)} s`
}

/** A ratio with two digits after the point. */
export function ratioText(ratio: number): string {
  return `${ratio.toFixed(2)} ×`
}

/** The contestants as a table; the first column of numbers is each one's time over that of the first. */
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

/** The result of that title; there must be one. */
export function resultOf(results: readonly Result[], title: string): Result {
  const result = results.find(one => one.title === title)
  if (!result) throw new Error(`Nothing ran as "${title}".`)
  return result
}
