import { inputTable } from '../src/inputs/table.ts'
import { KEYS } from '../src/providers/keys.ts'
import type { Auth, FieldSpec, InputSpec, Provider } from '../src/providers/provider.ts'
import type { Action } from './action-yml.ts'

/** Markdown of the generated parts of a document by the name of their marker. */
export type Sections = Readonly<Record<string, string>>

const NOWHERE = { apiUrl: '', apiVersion: '', ids: {} }

/**
 * The generated tables by the path of their document: the inputs and outputs in the README, the keys of a definition, and the
 * inputs of each provider on the page of its vendor.
 */
export function generatedSections(
  { outputs }: Pick<Action, 'outputs'>,
  providers: readonly Provider[],
): Readonly<Record<string, Sections>> {
  const sections: Record<string, Sections> = {
    'README.md': {
      inputs: table(
        ['Input', 'Default', 'Meaning'],
        Object.entries(inputTable(providers)).map(([name, { required, default: value, description }]) => [
          code(name),
          required ? '**required**' : value === undefined ? '' : code(value),
          description,
        ]),
      ),
      outputs: table(
        ['Output', 'Meaning'],
        Object.entries(outputs).map(([name, { description }]) => [code(name), description]),
      ),
    },
    'docs/custom.md': {
      keys: table(
        ['Key', 'Value', 'Meaning'],
        Object.entries(KEYS).map(([path, { form, required, meaning }]) => [
          code(path),
          `${required ? `${requirement(path)}, ` : ''}${form.expected}`,
          meaning,
        ]),
      ),
    },
  }
  for (const provider of providers) {
    const path = pageOf(provider)
    const inputs = table(['Input', `For \`${provider.id}\``], providerRows(provider))
    sections[path] = { ...sections[path], [provider.id]: inputs }
  }
  return sections
}

/** A key is required always, or with the optional section that it is in. */
function requirement(path: string): string {
  const [, section = ''] = /^(login|start\.running|start|download\.from)\./.exec(path) ?? []
  return section === '' ? '**required**' : `required in ${code(section)}`
}

/** The page of a provider's vendor: `docs/providers/acme.md` for `acme` and `acme/users`. */
export function pageOf({ id }: Pick<Provider, 'id'>): string {
  return `docs/providers/${id.replace(/\/.*/, '')}.md`
}

/** How a provider uses the inputs that differ between providers. */
function providerRows({ inputs, auth, start, isNamedByResource }: Provider): readonly (readonly string[])[] {
  const { exportId, ids = {}, tenant, apiVersion } = inputs
  const exportIdUse = start && !isNamedByResource ? '**required** without `start: true`' : '**required**'
  return [
    [code('export-id'), `${exportIdUse}, ${exportId.expected}`],
    ...Object.keys(ids).map(name => [code(name), idUse(inputs, name)]),
    ...(tenant ? [[code('tenant'), `this or \`api-url\`, ${tenant.expected}`]] : []),
    [code('api-url'), apiUrlUse(inputs)],
    ...(apiVersion ? [[code('api-version'), unlessSet(apiVersion.default)]] : []),
    ...auth.map(way => [authNames(way), authUse(auth, way)]),
  ]
}

function authNames(auth: Auth): string {
  return auth.inputs.map(code).join(', ')
}

function authUse(auth: readonly Auth[], way: Auth): string {
  if (auth.length === 1) return '**required**'
  return way === auth[0] ? 'this or the pair below' : `instead of ${authNames(auth[0] as Auth)}`
}

function fieldUse(field: FieldSpec): string {
  if (field.variable) return `${unlessSet(field.variable)}, ${field.expected}`
  return `${field.required ? '**required**' : 'optional'}, ${field.expected}`
}

/** An optional ID is one of several alternatives if the provider's own check fails without any. */
function idUse({ ids = {}, check }: InputSpec, name: string): string {
  const field = ids[name] as FieldSpec
  const others = Object.keys(ids).filter(other => other !== name)
  const isAlternative = others.length > 0 && check !== undefined && check(NOWHERE).length > 0
  return isAlternative ? `this or ${others.map(code).join(' or ')}, ${field.expected}` : fieldUse(field)
}

function apiUrlUse({ apiUrl }: InputSpec): string {
  if (apiUrl.variable) return unlessSet(apiUrl.variable)
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
