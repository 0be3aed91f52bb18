import { UUID } from '../providers/grammar.ts'
import type { FieldSpec, JsonObject, Place, Provider } from '../providers/provider.ts'
import { dateProblem, replaceDates } from './dates.ts'
import type { DocumentSupport } from './document.ts'
import { readDocument } from './document.ts'
import type { InputReader } from './reader.ts'
import type { Wanted } from './request.ts'
import { folderNames } from './request.ts'

const MAX_EXPORTS = 256

/** Reads which exports to wait for, or what to start. After a problem there may be none. */
export function readExports(
  inputs: InputReader,
  provider: Provider,
  documents: DocumentSupport | undefined,
): { readonly wanted: readonly Wanted[]; readonly resource?: Pick<Place, 'exportId'> } {
  const isStart = inputs.flag('start')
  const ids = readIds(inputs, provider.inputs.exportId)
  if (!isStart) {
    if (inputs.has('request')) inputs.problems.push('request needs start: true')
    if (!inputs.has('export-id')) rejectMissingId(inputs, provider, 'To start a new export, set start: true.')
    const names = folderNames(ids)
    const existing = (exportId: string, index: number): Wanted => ({
      kind: 'existing',
      exportId,
      folderName: names[index] ?? '',
    })
    return { wanted: ids.map(existing) }
  }
  const { start } = provider
  if (!start) inputs.problems.push(`start: true is not possible with ${provider.id}`)
  const request = readRequest(inputs, provider, documents)
  const wanted = start ? [{ kind: 'start', start, request } as const] : []
  if (!provider.isNamedByResource) {
    if (inputs.has('export-id'))
      inputs.problems.push(
        'export-id cannot be given with start: true, because the new export has its own ID',
      )
    return { wanted }
  }
  const [exportId = '', ...others] = ids
  if (!inputs.has('export-id')) rejectMissingId(inputs, provider)
  if (others.length > 0) inputs.problems.push('export-id must be one ID with start: true')
  return { wanted, resource: { exportId } }
}

function rejectMissingId(inputs: InputReader, { start, inputs: { exportId } }: Provider, other = ''): void {
  const { expected, example } = exportId
  inputs.problem(
    'export-id',
    `empty. It must be ${expected}, for example ${example}. If it comes from an earlier step, check the id of that step and the name of its output. ${start ? other : ''}`.trim(),
  )
}

/** The IDs, each once. UUIDs are compared without case. */
function readIds(inputs: InputReader, { pattern, expected, example }: FieldSpec): readonly string[] {
  const ids = inputs.lines('export-id')
  // A pattern may allow both.
  const isMissing = (id = '') => id === 'null' || id === 'undefined'
  const wrong = ids.find(id => isMissing(id) || !pattern.test(id))
  if (isMissing(wrong))
    inputs.problem(
      'export-id',
      `\`${wrong}\` is not an ID. The request that starts the export probably failed: jq prints null for a missing field, and JavaScript undefined.`,
    )
  else if (wrong !== undefined && /[,;]/.test(wrong))
    inputs.problem('export-id', 'it has a comma or a semicolon. Give several IDs one per line.')
  else if (wrong !== undefined) inputs.reject('export-id', expected, example, wrong)
  const keys = ids.map(id => (UUID.pattern.test(id) ? id.toLowerCase() : id))
  const unique = ids.filter((_, at) => keys.indexOf(keys[at] ?? '') === at)
  if (unique.length > MAX_EXPORTS)
    inputs.problems.push(`export-id has ${unique.length} IDs, but must have at most ${MAX_EXPORTS}`)
  return unique
}

function readRequest(
  inputs: InputReader,
  { id, request: use = 'none', dateFields, checkRequest }: Provider,
  documents: DocumentSupport | undefined,
): JsonObject | undefined {
  if (use === 'none' && inputs.has('request'))
    inputs.problems.push(`request is not used by the provider ${id}: remove it`)
  if (use === 'required' && !inputs.has('request'))
    inputs.problems.push(`request is required to start an export with ${id}`)
  const document = documents && readDocument(inputs, 'request', documents)
  if (!document) return undefined
  const request = replaceDates(document, documents.now, dateFields) as JsonObject
  const date = dateProblem(request)
  if (date !== '') inputs.problems.push(`request ${date}`)
  const { problems = [], warnings = [] } = checkRequest?.(request) ?? {}
  inputs.problems.push(...problems)
  inputs.warnings.push(...warnings)
  return request
}
