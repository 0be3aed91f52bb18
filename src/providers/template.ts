import type { Json } from './provider.ts'
import { malformed } from './response.ts'

/** The values of the placeholders of a template, by name. */
export type Values = Readonly<Record<string, string>>

const PLACEHOLDER = /\{([\w-]+)\}/g

/** The names of the placeholders in the texts of JSON. */
export function placeholdersIn(json: Json): readonly string[] {
  return textsIn(json).flatMap(text => [...text.matchAll(PLACEHOLDER)].map(([, name = '']) => name))
}

/** Every text in a JSON value, without the names of fields. */
export function textsIn(json: Json): readonly string[] {
  if (typeof json === 'string') return [json]
  return typeof json === 'object' && json !== null ? Object.values(json).flatMap(textsIn) : []
}

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
export function expandBody(body: Json | undefined, values: Values): Json | undefined {
  return body === undefined ? undefined : mapTexts(body, text => expandText(text, values))
}

/** JSON with other texts; `field` is the name of the field that has the text, perhaps in a list. */
export function mapTexts(json: Json, change: (text: string, field: string) => string, field = ''): Json {
  if (typeof json === 'string') return change(json, field)
  if (isList(json)) return json.map(item => mapTexts(item, change, field))
  if (typeof json !== 'object' || json === null) return json
  return Object.fromEntries(
    Object.entries(json).map(([name, value]) => [name, mapTexts(value, change, name)]),
  )
}

// `Array.isArray` does not narrow a read-only list.
function isList(json: Json): json is readonly Json[] {
  return Array.isArray(json)
}

function expand(template: string, values: Values, encode: (value: string) => string): string {
  return template.replaceAll(PLACEHOLDER, (_, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name] : undefined
    if (value === undefined) throw malformed(`There is no value for {${name}}.`)
    return encode(value)
  })
}
