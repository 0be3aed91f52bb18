import { isObject } from '../providers/keys.ts'
import type { Json, JsonObject } from '../providers/provider.ts'
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

/** The usual mistakes by the code of the error, which is reported for the first line that does not fit. */
const MISTAKES: Readonly<Record<string, string>> = {
  BAD_DQ_ESCAPE: 'use single quotes for a text with a backslash',
  BAD_INDENT:
    'it is indented differently from the lines before it, or one of them has an open bracket or brace',
  BAD_SCALAR_START: 'put a text in quotes that begins with a special character',
  BLOCK_AS_IMPLICIT_KEY: 'the next line is indented too far, or a text with a colon needs quotes',
  DUPLICATE_KEY: 'the same key is there twice. Check the indentation too',
  MISSING_CHAR: 'a quote, a bracket, a brace, a comma or a colon is missing',
  MULTILINE_IMPLICIT_KEY: 'a key has no value. Write a space after its colon',
  MULTIPLE_DOCS: 'remove the second document that begins with ---',
  NON_STRING_KEY: 'a key must be a text',
  RESOURCE_EXHAUSTION: 'it is nested too deep',
  TAB_AS_INDENT: 'it begins with a tab. Use spaces',
  TAG_RESOLVE_FAILED: 'remove the tag, which begins with !',
  // As in `{ url: /exports/{id} }`.
  UNEXPECTED_TOKEN: 'a value is followed by something else. Put texts with braces or brackets in quotes',
}

/** A character that word processors and web pages put in place of the one that YAML has, as a clause; empty if there is none. */
export function oddCharacterIn(text: string): string {
  // Within a word, such a quotation mark may be meant.
  const found = /[\u00a0\u2007\u202f]|(?<=[\s:,[{])[‘’‚“”„]/.exec(text)
  if (!found) return ''
  const [character] = found
  const line = text.slice(0, found.index).split('\n').length
  return /\s/.test(character)
    ? `line ${line} has a no-break space: replace it with a normal space`
    : `line ${line} has the quotation mark ${character}: replace it with ' or "`
}

/** Reads an input with a YAML or JSON mapping; undefined if it is empty, and after a problem. No problem quotes the text. */
export function readDocument(
  inputs: InputReader,
  name: string,
  { yaml }: Pick<DocumentSupport, 'yaml'>,
): JsonObject | undefined {
  if (!inputs.has(name)) return undefined
  const text = inputs.get(name)
  const reject = (problem: string) => {
    inputs.problems.push([`${name} ${problem}`, oddCharacterIn(text)].filter(Boolean).join('; '))
    return undefined
  }
  if (Buffer.byteLength(text) > MAX_BYTES) return reject('is longer than 64 KiB')
  try {
    const document = yaml.parseDocument(text, OPTIONS)
    const [error] = [...document.errors, ...document.warnings]
    if (error) {
      const line = error.linePos ? `, line ${error.linePos[0].line}` : ''
      const mistake = MISTAKES[error.code] ?? error.code.toLowerCase().replaceAll('_', ' ')
      return reject(`is not valid YAML or JSON${line}: ${mistake}`)
    }
    if (document.directives?.yaml.explicit) return reject('must not have a %YAML directive')
    const json: Json = document.toJS({ maxAliasCount: 0 })
    const problem = problemOf(json)
    if (problem !== '') return reject(problem)
    const line = unquotedLine(document, text, yaml)
    if (line !== undefined)
      return reject(
        `has braces without quotes in line ${line}, which YAML reads as a mapping. Put the text in quotes, such as '{id}'`,
      )
    if (isObject(json)) return json
    return reject(
      typeof json === 'string'
        ? 'must be a mapping of keys to values: the YAML itself, not the path of a file'
        : 'must be a mapping of keys to values',
    )
  } catch {
    return reject('must not use YAML aliases')
  }
}

/** The line of a flow mapping that has a key without a colon, as in the unquoted text `{id}`. */
function unquotedLine(
  document: ReturnType<DocumentSupport['yaml']['parseDocument']>,
  text: string,
  { visit }: DocumentSupport['yaml'],
): number | undefined {
  let at: number | undefined
  visit(document, {
    Map: (_, { flow, items, range }) => {
      if (flow && items.some(({ value }) => value === null)) at ??= range?.[0]
    },
  })
  return at === undefined ? undefined : text.slice(0, at).split('\n').length
}

/** Why a parsed value is not JSON; empty if it is. */
function problemOf(value: unknown): string {
  if (
    typeof value === 'number' &&
    !(Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value))
  )
    return 'has a number that JSON cannot represent exactly: put it in quotes'
  if (typeof value !== 'object' || value === null) return ''
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype)
    return 'must not use YAML tags'
  return (
    Object.values(value)
      .map(problemOf)
      .find(problem => problem !== '') ?? ''
  )
}
