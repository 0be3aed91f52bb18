import type { Auth, FieldSpec, InputSpec, Provider } from '../src/providers/provider.ts'
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
    providers: table(['Input', ...providers.map(provider => code(provider.id))], providerRows(providers)),
  }
}

/** How each provider uses the inputs that differ between providers, with the IDs that providers bring. */
function providerRows(providers: readonly Provider[]): readonly (readonly string[])[] {
  const ids = new Set(providers.flatMap(({ inputs }) => Object.keys(inputs.ids ?? {})))
  const pairs = new Set(
    providers.flatMap(({ auth }) => auth.map(authNames).filter(names => names !== code('token'))),
  )
  const row = (name: string, use: (provider: Provider) => string) => [name, ...providers.map(use)]
  return [
    row('`export-id`', ({ inputs }) => fieldUse(inputs.exportId)),
    ...[...ids].map(name => row(code(name), ({ inputs }) => idUse(inputs, name))),
    row('`tenant`', ({ inputs: { tenant } }) =>
      tenant ? `this or \`api-url\`, ${tenant.expected}` : UNUSED,
    ),
    row('`api-url`', ({ inputs }) => apiUrlUse(inputs)),
    row('`api-version`', ({ inputs: { apiVersion } }) =>
      apiVersion ? unlessSet(apiVersion.default) : UNUSED,
    ),
    ...[code('token'), ...pairs].map(names => row(names, provider => authUse(provider, names))),
  ]
}

function authNames(auth: Auth): string {
  return auth.inputs.map(code).join(', ')
}

function authUse({ auth }: Provider, names: string): string {
  const ways = auth.map(authNames)
  if (!ways.includes(names)) return UNUSED
  if (ways.length === 1) return '**required**'
  return names === ways[0] ? 'this or the pair below' : `instead of ${ways[0]}`
}

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

/** Replaces the text between the markers `<!-- name:start -->` and `<!-- name:end -->`, or `# name:start` and `# name:end`; throws if one is missing. */
export function fillMarkers(document: string, sections: Sections, [open, close] = ['<!-- ', ' -->']): string {
  return Object.entries(sections).reduce((text, [name, content]) => {
    const [start, end] = [`${open}${name}:start${close}`, `${open}${name}:end${close}`]
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
