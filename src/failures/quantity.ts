/** A duration: `450 ms`, `12.3 s`, `2 min 05 s`, `1 h 02 min`, `30 min`. Negative durations count as 0. */
export function durationText(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.floor(ms))} ms`
  const tenths = Math.round(ms / 100)
  if (tenths < 600) return `${tenths / 10} s`
  const seconds = Math.round(ms / 1000)
  const minutes = seconds < 3600 ? Math.floor(seconds / 60) : Math.round(ms / 60_000)
  const [major, unit, minor, minorUnit] =
    minutes < 60 ? [minutes, 'min', seconds % 60, 's'] : [Math.floor(minutes / 60), 'h', minutes % 60, 'min']
  return minor === 0 ? `${major} ${unit}` : `${major} ${unit} ${String(minor).padStart(2, '0')} ${minorUnit}`
}

/** A whole number with a comma between groups of three digits. */
export function countText(count: number): string {
  // `toLocaleString` gives the same text but loads 7 MiB of locales, a tenth of the start of a step.
  const groups: string[] = []
  for (let rest = String(count); rest !== ''; rest = rest.slice(0, -3)) groups.unshift(rest.slice(-3))
  return groups.join(',')
}

/** A number of things: `1 file`, `3 files`, `1,061 rows`. */
export function quantityText(count: number, noun: string): string {
  return `${countText(count)} ${noun}${count === 1 ? '' : 's'}`
}
