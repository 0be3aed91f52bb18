import { CUSTOM, customProvider, RESERVED_NAMES } from '../providers/custom.ts'
import { isObject } from '../providers/keys.ts'
import type { JsonObject, Provider } from '../providers/provider.ts'
import { dateProblem, replaceDates } from './dates.ts'
import type { DocumentSupport } from './document.ts'
import { oddCharacterIn, readDocument } from './document.ts'
import type { InputReader } from './reader.ts'

/** The provider that the inputs `definition` and `params` describe; undefined after a problem. */
export function readDefinition(
  inputs: InputReader,
  documents: DocumentSupport | undefined,
): Provider | undefined {
  const params = readParams(inputs)
  if (!inputs.has('definition')) inputs.problems.push(`definition is required with provider: ${CUSTOM}`)
  const document = documents && readDocument(inputs, 'definition', documents)
  if (!document) return undefined
  const dated = withDates(document, documents.now)
  const { provider, problems, warnings } = customProvider(dated, params, {
    isStart: inputs.flag('start'),
    exportIds: inputs.lines('export-id').length,
    hasRequest: inputs.has('request'),
  })
  const date = dateProblem(bodyOf(dated), Object.keys(params))
  const wrong = [...problems, ...(date === '' ? [] : [`the body of start ${date}`])]
  // It is the cause of other problems, or may be meant.
  const odd = wrong.length > 0 ? oddCharacterIn(inputs.get('definition')) : ''
  inputs.problems.push(...[...wrong, odd].filter(Boolean).map(problem => `definition: ${problem}`))
  inputs.warnings.push(...warnings.map(warning => `definition: ${warning}`))
  return provider
}

/** The definition with the dates of the body of its start. */
function withDates(document: JsonObject, now: Date): JsonObject {
  const { start } = document
  if (!isObject(start)) return document
  return { ...document, start: { ...start, ...(replaceDates(bodyOf(document), now) as JsonObject) } }
}

/** The body of the start, as JSON or a form. */
function bodyOf({ start }: JsonObject): JsonObject {
  const { json, form } = isObject(start) ? start : {}
  return { ...(json !== undefined && { json }), ...(form !== undefined && { form }) }
}

function readParams(inputs: InputReader): Readonly<Record<string, string>> {
  const params = new Map<string, string>()
  for (const line of inputs.lines('params')) {
    const end = line.indexOf('=')
    const [name, value] = [line.slice(0, Math.max(end, 0)).trim(), line.slice(end + 1).trim()]
    if (!/^[a-z][\w-]{0,63}$/i.test(name)) inputs.problem('params', 'each line must be name=value.')
    else if (RESERVED_NAMES.includes(name))
      inputs.problem('params', `{${name}} has a meaning of its own. Choose another name.`)
    else if (params.has(name)) inputs.problem('params', `${name} is given twice.`)
    else if (value === '') inputs.problem('params', `${name} is empty.`)
    else if (value === '.' || value === '..') inputs.problem('params', `${name} cannot be . or ..`)
    else params.set(name, value)
  }
  return Object.fromEntries(params)
}
