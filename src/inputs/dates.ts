import type { Json } from '../providers/provider.ts'
import { mapTexts, textsIn } from '../providers/template.ts'

const PLACEHOLDER = /\{(?:now|(?:today|days-ago:(\d{1,5}))(\|date)?)\}/g

/**
 * Replaces `{now}`, `{today}` and `{days-ago:N}` in every text: with a timestamp such as `2026-01-31T00:00:00Z`, or with a date
 * in a field of `dateFields` and after `|date`. All but `{now}` are midnight UTC. Other braces stay.
 */
export function replaceDates(json: Json, now: Date, dateFields: readonly string[] = []): Json {
  return mapTexts(json, (text, field) =>
    text.replaceAll(PLACEHOLDER, (placeholder, days: string | undefined, date: string | undefined) => {
      const midnight = Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - Number(days ?? 0))
      const time = (placeholder === '{now}' ? now : new Date(midnight)).toISOString()
      const isDate = date !== undefined || dateFields.includes(field)
      return isDate ? time.slice(0, 10) : `${time.slice(0, 19)}Z`
    }),
  )
}

/** Not what other languages write in braces, such as `{now/d}` and `{today_total}`. */
const NEARLY = /\{(?:(now|today|yesterday)(?:[-:|+][^{}/]*)?|days?[-_ ]?ago(?:[-:|+ ][^{}/]*)?)\}/gi
const MEANT: Readonly<Record<string, string>> = { now: '{now}', today: '{today}', yesterday: '{days-ago:1}' }

/**
 * What is wrong with a placeholder for a date that `replaceDates` has left as it is, as a clause; empty if there is none. Those
 * with the `names` of parameters have a value.
 */
export function dateProblem(json: Json, names: readonly string[] = []): string {
  const first = textsIn(json)
    .flatMap(text => [...text.matchAll(NEARLY)])
    .find(([placeholder]) => !names.includes(placeholder.slice(1, -1)))
  if (!first) return ''
  const meant = MEANT[first[1]?.toLowerCase() ?? ''] ?? '{days-ago:7}'
  return `has braces that are nearly a date. Did you mean ${meant}? For literal braces, write spaces inside them`
}
