/**
 * A span of time for people: `450ms`, `12.3s`, `2m 05s`, `1h 02m 03s`; units that are zero at the end are left out
 * (`30m`). Negative spans count as 0.
 */
export function durationText(ms: number): string {
  const spanMs = Math.max(0, ms)
  if (spanMs < 1000) return `${Math.floor(spanMs)}ms`
  const tenths = Math.round(spanMs / 100) / 10
  if (tenths < 60) return `${tenths}s`
  const seconds = Math.round(spanMs / 1000)
  const units = [
    [Math.floor(seconds / 3600), 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ] as const
  const first = units.findIndex(([amount]) => amount > 0)
  const last = units.findLastIndex(([amount]) => amount > 0)
  return units
    .slice(first, last + 1)
    .map(([amount, unit], index) => `${index > 0 ? String(amount).padStart(2, '0') : amount}${unit}`)
    .join(' ')
}

/** A whole number with a comma between groups of three digits. */
export function countText(count: number): string {
  // `toLocaleString` writes the same and loads 7 MiB of locales for it, a tenth of the start of a step.
  return String(count).replaceAll(/\B(?=(\d{3})+$)/g, ',')
}

/** A number of things: `1 file`, `3 files`, `1,061 rows`. */
export function quantityText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}
