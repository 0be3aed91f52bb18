import parseDuration from 'parse-duration'
import { type Form, reject, value } from './form.ts'
import type { InputName } from './names.ts'

/** Largest unit first, each at most once; the library alone would also take `1h x 30m` and a bare number. */
const SPOKEN = /^(?=\d)(\d{1,3}d)?(\d{1,4}h)?(\d{1,6}m)?(\d{1,7}(\.\d{1,3})?s)?$/i
const ISO_8601 = /^P(?=T?\d)(\d{1,3}D)?(T(?=\d)(\d{1,4}H)?(\d{1,6}M)?(\d{1,7}(\.\d{1,3})?S)?)?$/i

/** The job limit of self-hosted runners: nothing can wait longer. */
const MAX_MS = 5 * 24 * 3600 * 1000
const MIN_MS = 1000

/** Milliseconds of `90s`, `1h30m` or `PT45M`; undefined for anything else. */
export function durationMs(text: string): number | undefined {
  if (!SPOKEN.test(text) && !ISO_8601.test(text)) return undefined
  return parseDuration(text.replace(/[pt]/gi, '')) ?? undefined
}

/** Reads a duration between 1 second and 5 days. */
export function duration(form: Form, name: InputName, example: string): number | undefined {
  const ms = durationMs(value(form, name))
  if (ms !== undefined && ms >= MIN_MS && ms <= MAX_MS) return ms
  return reject(form, name, {
    expected: 'a duration from 1s to 5d with its unit (s, m, h or d)',
    example: `${example} or ISO 8601 PT45M`,
  })
}
