import type { Emit } from '../exports/events.ts'

/** Warns when an answer says that its endpoint will go: `Deprecation`, `Sunset`, `X-Deprecated`, Snyk's lifecycle stage. */
export function warnAboutDeprecation(headers: Readonly<Record<string, string>>, emit: Emit): void {
  const stage = headers['snyk-version-lifecycle-stage'] ?? ''
  const isDeprecated =
    headers.deprecation !== undefined ||
    headers['x-deprecated'] === 'true' ||
    /^(deprecated|sunset)$/i.test(stage)
  const { sunset } = headers
  if (!isDeprecated && sunset === undefined) return
  const when = sunset === undefined ? '' : `, and switches it off on ${sunset}`
  emit({
    kind: 'warning',
    topic: 'deprecation',
    text: `The provider calls this version of its API deprecated${when}. Look for a newer api-version.`,
  })
}
