import type { Json, JsonObject } from '../providers/provider.ts'

const PLACEHOLDER = /\{(?:now|(?:today|days-ago:(\d{1,5}))(\|date)?)\}/g

/**
 * Replaces `{now}`, `{today}` and `{days-ago:N}` in every text: with a timestamp such as `2026-01-31T00:00:00Z`, or with a date
 * in a field of `dateFields` and after `|date`. All but `{now}` are midnight UTC. Other braces stay.
 */
export function replaceDates(json: JsonObject, now: Date, dateFields: readonly string[] = []): JsonObject {
  const fields = Object.entries(json).map(([name, value]): [string, Json] => [
    name,
    replaceIn(value, dateFields.includes(name)),
  ])
  return Object.fromEntries(fields)

  function replaceIn(value: Json, isDate: boolean): Json {
    if (typeof value === 'string')
      return value.replaceAll(
        PLACEHOLDER,
        (placeholder, days: string | undefined, date: string | undefined) => {
          const time = placeholder === '{now}' ? now : midnight(now, Number(days ?? 0))
          const text = time.toISOString()
          return isDate || date !== undefined ? text.slice(0, 10) : `${text.slice(0, 19)}Z`
        },
      )
    if (isList(value)) return value.map(item => replaceIn(item, isDate))
    return typeof value === 'object' && value !== null ? replaceDates(value, now, dateFields) : value
  }
}

function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}

function midnight(now: Date, daysAgo: number): Date {
  return new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() - daysAgo))
}
