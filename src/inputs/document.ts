import type { JsonObject } from '../providers/provider.ts'
import type { InputReader } from './reader.ts'

/** What inputs with YAML need; loaded only for a step that has one. */
export interface DocumentSupport {
  readonly yaml: Pick<typeof import('yaml'), 'parseDocument' | 'visit'>
  /** The time that date placeholders refer to. */
  readonly now: Date
}

const MAX_BYTES = 64 * 1024

const OPTIONS = {
  schema: 'core',
  version: '1.2',
  uniqueKeys: true,
  stringKeys: true,
  merge: false,
  logLevel: 'error',
} as const

/** Reads an input with a YAML or JSON mapping; undefined if it is empty, and after a problem. No problem quotes the text. */
export function readDocument(
  inputs: InputReader,
  name: string,
  { yaml }: Pick<DocumentSupport, 'yaml'>,
): JsonObject | undefined {
  if (!inputs.has(name)) return undefined
  const reject = (problem: string) => {
    inputs.problems.push(`${name} ${problem}`)
    return undefined
  }
  const text = inputs.get(name)
  if (Buffer.byteLength(text) > MAX_BYTES) return reject('is longer than 64 KiB')
  try {
    const document = yaml.parseDocument(text, OPTIONS)
    const [error] = [...document.errors, ...document.warnings]
    if (error) {
      const line = error.linePos ? `, line ${error.linePos[0].line}` : ''
      // The usual mistake in a template: `{ url: /exports/{id} }`.
      const hint = error.code === 'UNEXPECTED_TOKEN' ? '. Put texts with braces or brackets in quotes' : ''
      return reject(
        `is not valid YAML or JSON${line}: ${error.code.toLowerCase().replaceAll('_', ' ')}${hint}`,
      )
    }
    if (document.directives?.yaml.explicit) return reject('must not have a %YAML directive')
    const json: unknown = document.toJS({ maxAliasCount: 0 })
    const problem = problemOf(json)
    if (problem !== '') return reject(problem)
    const at = unquotedAt(document, yaml)
    if (at !== undefined)
      return reject(
        `has braces without quotes in line ${lineAt(text, at)}, which YAML reads as a mapping. Put the text in quotes, such as '{id}'`,
      )
    return isObject(json) ? json : reject('must be a mapping of keys to values')
  } catch {
    return reject('must not use YAML aliases')
  }
}

/** Where a flow mapping has a key without a colon, as in the unquoted text `{id}`. */
function unquotedAt(
  document: ReturnType<DocumentSupport['yaml']['parseDocument']>,
  { visit }: DocumentSupport['yaml'],
): number | undefined {
  let at: number | undefined
  visit(document, {
    Map: (_, { flow, items, range }) => {
      if (flow && items.some(({ value }) => value === null)) at ??= range?.[0]
    },
  })
  return at
}

function lineAt(text: string, at: number): number {
  return text.slice(0, at).split('\n').length
}

/** Why a parsed value is not JSON; empty if it is. */
function problemOf(value: unknown): string {
  if (
    typeof value === 'number' &&
    !(Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value))
  )
    return 'has a number that JSON cannot represent exactly: put it in quotes'
  if (typeof value !== 'object' || value === null) return ''
  if (!Array.isArray(value) && !isObject(value)) return 'must not use YAML tags'
  return (
    Object.values(value)
      .map(problemOf)
      .find(problem => problem !== '') ?? ''
  )
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
