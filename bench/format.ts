const UNITS = [
  { ms: 86_400_000, unit: 'd' },
  { ms: 3_600_000, unit: 'h' },
  { ms: 60_000, unit: 'min' },
  { ms: 1_000, unit: 's' },
] as const

/** Three significant digits, or all digits before the point. */
export function short(value: number): string {
  return (value >= 100 ? Math.round(value) : Number(value.toPrecision(3))).toLocaleString('en')
}

/** Milliseconds in the largest unit of which there is at least one. */
export function span(ms: number): string {
  const { ms: size, unit } = UNITS.find(step => ms >= step.ms) ?? { ms: 1_000, unit: 's' }
  return `${short(Math.round((100 * ms) / size) / 100)} ${unit}`
}

/** A share as a percentage with one digit. */
export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`
}

/** Ticks of an axis of seconds, and the expression that formats them. */
export const secondsAxis = {
  ticks: [1, 10, 60, 600, 3_600, 21_600],
  label:
    "datum.value >= 3600 ? datum.value / 3600 + ' h' : datum.value >= 60 ? datum.value / 60 + ' min' : datum.value + ' s'",
} as const
