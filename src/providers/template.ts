import { malformed } from './response.ts'

/** The values of the placeholders of a template, by name. */
export type Values = Readonly<Record<string, string>>

/** A URL: each value is one percent-encoded segment, so that it cannot change the path. */
export function expandUrl(template: string, values: Values): string {
  return expand(template, values, value => {
    // URL parsers resolve both, encoded or not.
    if (value === '.' || value === '..') throw malformed(`"${value}" cannot be a part of a URL.`)
    return encodeURIComponent(value.toWellFormed())
  })
}

/** A file name: a value stays one part of it. The name as a whole is made safe before use. */
export function expandName(template: string, values: Values): string {
  return expand(template, values, value => value.replaceAll(/[/\\]/g, '-'))
}

/** A field of a form: the values replace the placeholders, unchanged. */
export function expandText(template: string, values: Values): string {
  return expand(template, values, value => value)
}

/** A JSON body: the values replace the placeholders in its texts, unchanged. */
export function expandBody(body: unknown, values: Values): unknown {
  if (typeof body === 'string') return expandText(body, values)
  if (Array.isArray(body)) return body.map(item => expandBody(item, values))
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(Object.entries(body).map(([name, value]) => [name, expandBody(value, values)]))
}

function expand(template: string, values: Values, encode: (value: string) => string): string {
  return template.replaceAll(/\{([\w-]+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw malformed(`There is no value for {${name}}.`)
    return encode(value)
  })
}
