import * as v from '@badrap/valita'
import { Document, parse, Scalar, visit } from 'yaml'
import { inputTable } from '../src/inputs/table.ts'
import type { ApiUrlSpec, FieldSpec, Provider } from '../src/providers/provider.ts'
import { fillMarkers } from './readme-sections.ts'

const text = v.string().assert(value => value !== '', 'expected a non-empty text')

const Input = v.object({ description: text, required: v.boolean(), default: text.optional() })

const Action = v.object({
  name: text,
  description: text,
  author: text,
  branding: v.object({ icon: text, color: text }),
  inputs: v.record(Input),
  outputs: v.record(v.object({ description: text })),
  runs: v.object({ using: text, main: text }),
})

/** The content of `action.yml`, with inputs and outputs in the order of the file. */
export type Action = v.Infer<typeof Action>

/** Parses `action.yml`; throws if a field is missing or unknown. */
export function readAction(source: string): Action {
  return Action.parse(parse(source), { mode: 'strict' })
}

/** The inputs of `action.yml`: the table of inputs, with what each provider expects. */
export function actionInputs(providers: readonly Provider[]): Action['inputs'] {
  const rows = Object.entries(inputTable(providers)).map(([name, row]) => {
    const description = [row.description, ...expectations(name, providers)].join(' ')
    const input = { description, required: row.required ?? false }
    return [name, row.default === undefined ? input : { ...input, default: row.default }]
  })
  return Object.fromEntries(rows)
}

/** One sentence for the Marketplace. The title of a provider begins with its vendor. */
function descriptionOf(providers: readonly Provider[]): string {
  const vendors = new Set(providers.map(({ title }) => title.replace(/ .*/, '')))
  return `Start, download and verify exports of ${new Intl.ListFormat('en-GB').format(vendors)}.`
}

/** The text of `action.yml` with these inputs, and a description that lists the vendors. */
export function actionDocument(source: string, providers: readonly Provider[]): string {
  const document = new Document({ inputs: actionInputs(providers) })
  visit(document, {
    Scalar(_, scalar) {
      if (String(scalar.value).length > 100) scalar.type = Scalar.BLOCK_FOLDED
    },
  })
  const inputs = document.toString({ lineWidth: 120, singleQuote: true }).trimEnd()
  const described = source.replace(/^description: .*$/m, `description: ${descriptionOf(providers)}`)
  return fillMarkers(described, { inputs }, ['# ', ''])
}

/** One sentence for all providers that expect the same: "For `a` and `b`, a UUID." */
function expectations(name: string, providers: readonly Provider[]): readonly string[] {
  const ids = providers.map(({ id }) => `\`${id}\``)
  if (name === 'provider')
    return [`One of ${ids.join(', ')}, or \`custom\` for one that \`definition\` describes.`]
  const texts = providers.map(provider => expectation(provider, name))
  return [...new Set(texts)].filter(Boolean).map(text => {
    const same = ids.filter((_, at) => texts[at] === text)
    return `For ${new Intl.ListFormat('en').format(same)}, ${text}.`
  })
}

/** Completes "For Acme, ..."; empty if there is nothing to say. */
function expectation({ auth, inputs }: Provider, name: string): string {
  const way = auth.find(other => other.inputs.some(input => input === name))
  if (way) {
    const use = auth.length > 1 ? 'instead of `token`' : 'required'
    return [way.meaning, way.inputs.length > 1 && use].filter(Boolean).join(', ')
  }
  const { exportId, ids, tenant, apiUrl, apiVersion } = inputs
  const fields = { 'export-id': exportId, ...ids, tenant, 'api-url': apiUrl, 'api-version': apiVersion }
  const field: Partial<FieldSpec & ApiUrlSpec> =
    Object.entries(fields).find(([key]) => key === name)?.[1] ?? {}
  const text = field.meaning ?? field.expected ?? ''
  const value = field.variable ?? field.default
  return [text, value && `the default is \`${value}\``].filter(Boolean).join('; ')
}
