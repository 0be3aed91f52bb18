import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { actionDocument, actionInputs, readAction } from '../../scripts/action-yml.ts'
import { fillMarkers, generatedSections } from '../../scripts/readme-sections.ts'
import { OUTCOME_STATUSES } from '../../src/exports/outcome.ts'
import { FAILURE_CODES } from '../../src/failures/export-error.ts'
import { inputTable } from '../../src/inputs/table.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { OUTPUT_NAMES } from '../../src/report/outputs.ts'
import { errorFixtures, statusFixtures } from '../support/fixtures.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const textOf = (path: string) => readFileSync(`${root}${path}`, 'utf8')
const source = textOf('action.yml')
const action = readAction(source)
const ids = PROVIDERS.map(provider => provider.id)
const codeSpans = (text = '') => [...text.matchAll(/`([^`]+)`/g)].map(([, span]) => span)

describe('action.yml', () => {
  // The form that publishes a release rejects anything else. Icons and colors: `snippets.test.ts`, by GitHub's own schema.
  test('is accepted by the Marketplace', () => {
    expect(action.description.length).toBeLessThan(125)
    expect(action.name).toMatch(/^[\w -]+$/)
  })

  test('declares the inputs of the table, in the same order, and is up to date', () => {
    expect(action.inputs).toEqual(actionInputs(PROVIDERS))
    expect(Object.keys(action.inputs)).toEqual(Object.keys(inputTable(PROVIDERS)))
    expect(actionDocument(source, PROVIDERS)).toBe(source)
  })

  test.each(Object.keys(inputTable(PROVIDERS)))('the input %s is read', name => {
    const readers = globSync('src/**/*.ts', { cwd: root }).filter(path => !path.endsWith('inputs/table.ts'))
    const key = new RegExp(`'${name}'|\\b${name}: \\{`)
    expect(readers.some(path => key.test(textOf(path)))).toBe(true)
  })

  test('has the defaults that the code uses for empty inputs', () => {
    for (const [name, row] of Object.entries(inputTable(PROVIDERS)))
      expect([name, action.inputs[name]?.default]).toEqual([name, row.default])
  })

  test('requires inputs without a default that every provider needs', () => {
    const required = Object.entries(action.inputs).filter(([, input]) => input.required)
    expect(required.map(([name]) => name)).toEqual(['provider'])
    for (const [, input] of required) expect(input.default).toBeUndefined()
  })

  test('declares the outputs of the code, in the same order', () => {
    expect(Object.keys(action.outputs)).toEqual([...OUTPUT_NAMES])
  })

  test('describes each input and output in complete sentences', () => {
    for (const { description } of [...Object.values(action.inputs), ...Object.values(action.outputs)])
      expect(description).toMatch(/^[A-Z`].*\.$/)
  })

  test('lists every provider', () => {
    expect(codeSpans(action.inputs.provider?.description)).toEqual([...ids, 'custom', 'definition'])
  })

  test('lists every status and failure code', () => {
    expect(codeSpans(action.outputs.status?.description)).toEqual([...OUTCOME_STATUSES])
    expect(codeSpans(action.outputs['failure-code']?.description)).toEqual([...FAILURE_CODES])
  })

  test.each([
    ['a missing field', source.replace(/^author: .*\n/m, '')],
    ['an unknown field', `${source}extra: 1\n`],
    ['an empty default', source.replace('default: 30m', "default: ''")],
  ])('is rejected with %s', (_, changed) => {
    expect(() => readAction(changed)).toThrow()
  })
})

describe('the registry', () => {
  test('has each id once', () => {
    expect(new Set(ids).size).toBe(ids.length)
  })

  test('has a folder of fixtures for each provider, and no others', () => {
    const folders = globSync('**/status.json', { cwd: `${root}__tests__/fixtures` }).map(path =>
      path.replaceAll('\\', '/').replace('/status.json', ''),
    )
    expect(folders.sort()).toEqual([...ids].sort())
  })

  test.each(PROVIDERS.map(provider => [provider.id, provider] as const))(
    '%s has documented responses, both successes and errors',
    (_, provider) => {
      const statuses = statusFixtures(provider)
      expect(statuses.some(({ status }) => status?.phase === 'succeeded')).toBe(true)
      // Without a status for it, a failure is an error response.
      const hasFailed = provider.statuses.failed.length > 0
      expect(statuses.some(({ status }) => status?.phase === 'failed')).toBe(hasFailed)
      expect(statuses.some(({ error }) => error?.budget === 'malformed')).toBe(true)
      expect(errorFixtures(provider).map(({ status }) => status)).toEqual(expect.arrayContaining([401, 404]))
    },
  )

  test.each(PROVIDERS.map(({ id, docs }) => [id, docs]))('%s is documented at %s', (_, docs) => {
    expect(docs).toMatch(/^https:/)
  })
})

describe('the generated tables of the documentation', () => {
  test.each(Object.entries(generatedSections(action, PROVIDERS)))(
    'are up to date in %s',
    (path, sections) => {
      const document = textOf(path)
      expect(fillMarkers(document, sections)).toBe(document)
    },
  )

  test('are generated from action.yml and the providers', () => {
    const { outputs } = readAction(source.replace('description: Number of polls.', 'description: Polls.'))
    const sections = generatedSections({ outputs }, PROVIDERS)
    expect(sections['README.md']?.outputs).toContain('| `polls` | Polls. |')
    expect(sections['README.md']?.inputs).toContain('| `timeout` | `30m` |')
    expect(sections['docs/providers/snyk.md']?.snyk).toContain('| `group-id` | this or `org-id`, a UUID |')
  })

  test('are on one page for each vendor', () => {
    const [provider] = PROVIDERS.filter(({ id }) => id === 'closient')
    const several = ['acme/users', 'acme/groups'].map(id => ({ ...provider, id }) as Provider)
    expect(Object.keys(generatedSections(action, several)['docs/providers/acme.md'] ?? {})).toEqual([
      'acme/users',
      'acme/groups',
    ])
  })

  test('require their markers', () => {
    expect(() => fillMarkers('<!-- a:end -->\n<!-- a:start -->', { a: 'x' })).toThrow('<!-- a:start -->')
    expect(fillMarkers('<!-- a:start -->old<!-- a:end -->', { a: 'x' })).toBe(
      '<!-- a:start -->\n\nx\n\n<!-- a:end -->',
    )
  })
})
