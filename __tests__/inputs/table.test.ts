import { readFileSync } from 'node:fs'
import { parse } from 'yaml'
import { actionDocument, readAction } from '../../scripts/action-yml.ts'
import { generatedSections } from '../../scripts/readme-sections.ts'
import { addSecrets } from '../../src/inputs/credentials.ts'
import { parseInputs } from '../../src/inputs/inputs.ts'
import { inputTable } from '../../src/inputs/table.ts'
import { UUID } from '../../src/providers/grammar.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { vmware } from '../../src/providers/vmware.ts'
import { createVault } from '../../src/secrets/vault.ts'
import { COMPLETE_STEPS, EXAMPLE_CONTEXT, rawInputs } from '../support/inputs.ts'
import { maskedByRunner } from '../support/runner-oracles.ts'

const table = inputTable(PROVIDERS)
const source = readFileSync(new URL('../../action.yml', import.meta.url), 'utf8')

test('every credential of a provider is a secret row, and so are the inputs with YAML', () => {
  const credentials = new Set(PROVIDERS.flatMap(({ auth }) => auth.flatMap(way => way.inputs)))
  const secret = Object.keys(table).filter(name => table[name]?.secret)
  expect(secret.sort()).toEqual([...credentials, 'request', 'definition'].sort())
})

test('the IDs of providers are no common inputs, and an ID of several providers has one description', () => {
  const ids = PROVIDERS.flatMap(({ inputs }) => Object.entries(inputs.ids ?? {}))
  for (const [name, { description }] of ids)
    expect([name, inputTable([])[name], table[name]]).toEqual([name, undefined, { description }])
})

test.each(Object.keys(table).filter(name => table[name]?.default !== undefined))(
  'an empty %s is the default of the table',
  name => {
    const read = (given: string) =>
      parseInputs(rawInputs({ ...COMPLETE_STEPS.snyk, [name]: given }), EXAMPLE_CONTEXT).request
    expect(read('')).toEqual(read(table[name]?.default ?? ''))
  },
)

describe('addSecrets', () => {
  const masksOf = (given: Readonly<Record<string, string>>, providers = PROVIDERS) => {
    const masks: string[] = []
    addSecrets(
      createVault(form => masks.push(form)),
      rawInputs(given),
      providers,
    )
    return masks
  }

  test.each(['token', 'client-secret', 'password'])('masks %s', name => {
    expect(masksOf({ [name]: 'an-example-of-a-secret' })).toContain('an-example-of-a-secret')
  })

  test('masks a token also without its scheme, and a pair as HTTP Basic sends it', () => {
    expect(masksOf({ token: 'Bearer an-example-of-a-secret' })).toContain('an-example-of-a-secret')
    const pair = `Basic ${Buffer.from('svc:an-example-of-a-secret').toString('base64')}`
    const masks = masksOf({ username: 'svc', password: 'an-example-of-a-secret' })
    expect(maskedByRunner(pair, masks)).toBe('Basic ***')
  })

  test('masks neither client-id nor username, nor an input that no provider uses', () => {
    expect(masksOf({ 'client-id': 'an-example-of-an-id', username: 'an-example-of-a-name' })).toEqual([])
    expect(masksOf({ 'client-secret': 'an-example-of-a-secret' }, [vmware])).toEqual([])
  })
})

describe('a provider with an ID of its own', () => {
  const acme: Provider = {
    ...vmware,
    id: 'acme',
    inputs: {
      exportId: UUID,
      ids: { 'acme-space-id': { ...UUID, required: true, description: 'Workspace of the export.' } },
      apiUrl: { default: 'https://api.example.com' },
    },
    auth: [{ inputs: ['username', 'password'], use: () => ({ kind: 'headers', headers: [] }) }],
  }
  const providers = [...PROVIDERS, acme]
  const step = {
    provider: 'acme',
    'export-id': UUID.example,
    'acme-space-id': UUID.example,
    username: 'svc',
    password: 'an-example-of-a-password',
  }
  const parseStep = (given: Readonly<Record<string, string>>) =>
    parseInputs(rawInputs(given, providers), { ...EXAMPLE_CONTEXT, providers })

  test('reads it', () => {
    expect(parseStep(step).request.place.ids).toEqual({ 'acme-space-id': UUID.example })
  })

  test.each([
    ['', 'acme-space-id: empty. It must be a UUID'],
    ['mine', 'acme-space-id: `mine` is not a UUID'],
    ['a\nb', 'several lines, a tab or another control character'],
  ])('rejects %j', (value, message) => {
    expect(() => parseStep({ ...step, 'acme-space-id': value })).toThrow(message)
  })

  test('lets no other provider use it', () => {
    const given = { ...COMPLETE_STEPS.snyk, 'acme-space-id': UUID.example }
    expect(() => parseStep(given)).toThrow('acme-space-id is not used by the provider snyk: remove it')
  })

  test('changes action.yml and the documentation', () => {
    const both = [vmware, acme]
    const document = actionDocument(source, both)
    const { inputs, description, ...others } = parse(document)
    const { inputs: before, description: _, ...same } = parse(source)
    expect(others).toEqual(same)
    expect(description).toBe('Start, download and verify exports of VMware.')
    expect(Object.keys(inputs).filter(name => !before[name])).toEqual(['acme-space-id'])
    expect(inputs['acme-space-id']).toEqual({
      description: 'Workspace of the export. For `acme`, a UUID.',
      required: false,
    })
    expect(inputs['export-id'].description).toContain('For `acme`, a UUID.')
    const sections = generatedSections(readAction(document), both)
    expect(sections['README.md']?.inputs).toContain('| `acme-space-id` |  | Workspace of the export. |')
    const acmeInputs = sections['docs/providers/acme.md']?.acme
    expect(acmeInputs).toContain('| `acme-space-id` | **required**, a UUID |')
    expect(acmeInputs).toContain('| `username`, `password` | **required** |')
  })
})
