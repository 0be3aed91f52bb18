import { authInputs } from '../src/providers/auth.ts'
import type { FieldSpec, InputSpec, Provider } from '../src/providers/provider.ts'
import type { Action } from './action-yml.ts'

/** Markdown of the generated parts of the README by the name of their marker. */
export type Sections = Readonly<Record<string, string>>

const UNUSED = '–'
const NOWHERE = { apiUrl: '', apiVersion: '', ids: {} }

/** The tables generated from `action.yml` and from the inputs of each provider. */
export function sectionsOf(action: Action, providers: readonly Provider[]): Sections {
  return {
    inputs: table(
      ['Input', 'Default', 'Meaning'],
      Object.entries(action.inputs).map(([name, input]) => [
        code(name),
        input.required ? '**required**' : input.default === undefined ? '' : code(input.default),
        input.description,
      ]),
    ),
    outputs: table(
      ['Output', 'Meaning'],
      Object.entries(action.outputs).map(([name, { description }]) => [code(name), description]),
    ),
    providers: table(
      ['Input', ...providers.map(provider => code(provider.id))],
      PROVIDER_INPUTS.map(([name, use]) => [
        name,
        ...providers.map(({ inputs, auth }) => use(inputs, auth.flatMap(authInputs))),
      ]),
    ),
  }
}

/** How each provider uses the inputs that differ between providers. */
const PROVIDER_INPUTS: readonly (readonly [
  string,
  (spec: InputSpec, credentials: readonly string[]) => string,
])[] = [
  ['`export-id`', spec => fieldUse(spec.exportId)],
  ['`org-id`', spec => idUse(spec, 'org-id')],
  ['`group-id`', spec => idUse(spec, 'group-id')],
  ['`tenant`', spec => (spec.tenant ? `this or \`api-url\`, ${spec.tenant.expected}` : UNUSED)],
  ['`api-url`', apiUrlUse],
  ['`api-version`', spec => (spec.apiVersion ? unlessSet(spec.apiVersion.default) : UNUSED)],
  ['`token`', (_, names) => (names.length > 1 ? 'this or the pair below' : '**required**')],
  [
    '`client-id`, `client-secret`',
    (_, names) => (names.includes('client-id') ? 'instead of `token`' : UNUSED),
  ],
  ['`username`, `password`', (_, names) => (names.includes('username') ? 'instead of `token`' : UNUSED)],
]

function fieldUse(field: FieldSpec): string {
  return `${field.required ? '**required**' : 'optional'}, ${field.expected}`
}

/** An optional ID is one of several alternatives if the provider's own check fails without any. */
function idUse({ ids = {}, check }: InputSpec, name: string): string {
  const field = ids[name]
  if (!field) return UNUSED
  const others = Object.keys(ids).filter(other => other !== name)
  const isAlternative = others.length > 0 && check !== undefined && check(NOWHERE).length > 0
  return isAlternative ? `this or ${others.map(code).join(' or ')}, ${field.expected}` : fieldUse(field)
}

function apiUrlUse({ apiUrl }: InputSpec): string {
  if (apiUrl.default !== undefined) return unlessSet(apiUrl.default)
  return apiUrl.fromTenant ? 'this or `tenant`' : '**required**'
}

function unlessSet(value: string): string {
  return `optional, ${code(value)} unless set`
}

/** Replaces the text between the markers `<!-- name:start -->` and `<!-- name:end -->`; throws if a marker is missing. */
export function fillMarkers(document: string, sections: Sections): string {
  return Object.entries(sections).reduce((text, [name, content]) => {
    const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`]
    const [from, to] = [text.indexOf(start), text.indexOf(end)]
    if (from < 0 || to < from) throw new Error(`The document lacks the markers ${start} and ${end}.`)
    return `${text.slice(0, from + start.length)}\n\n${content}\n\n${text.slice(to)}`
  }, document)
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map(cells => `| ${cells.map(cell).join(' | ')} |`).join('\n')
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ')
}

function code(text: string): string {
  return `\`${text}\``
}
