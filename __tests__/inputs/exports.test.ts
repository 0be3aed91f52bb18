import * as yaml from 'yaml'
import { readExports } from '../../src/inputs/exports.ts'
import { InputReader } from '../../src/inputs/reader.ts'
import { closient } from '../../src/providers/closient.ts'
import type { Provider } from '../../src/providers/provider.ts'
import { PROVIDERS } from '../../src/providers/registry.ts'
import { sailpoint } from '../../src/providers/sailpoint.ts'
import { snyk } from '../../src/providers/snyk.ts'
import { vmware } from '../../src/providers/vmware.ts'
import { rawInputs } from '../support/inputs.ts'

const ID = '94f572f3-f17d-4d8d-ac55-44a8a034a6a9'
const OTHER = 'd6b640e5-d88c-4c17-9bf0-93597b7a1ce2'
const now = new Date('2026-11-26T08:30:15.250Z')

function read(provider: Provider, given: Readonly<Record<string, string>>) {
  const inputs = new InputReader(rawInputs(given), PROVIDERS)
  return { ...readExports(inputs, provider, { yaml, now }), ...inputs }
}

const problemsOf = (provider: Provider, given: Readonly<Record<string, string>>) =>
  read(provider, given).problems.join('\n')

describe('export-id', () => {
  const idsOf = (text: string) => {
    const { wanted, problems } = read(snyk, { 'export-id': text })
    expect(problems).toEqual([])
    return wanted.map(one => (one.kind === 'existing' ? one.exportId : one.kind))
  }

  test('is one ID per line, in order; blank lines do not count', () => {
    expect(idsOf(`${ID}\r\n\n  ${OTHER}  \n`)).toEqual([ID, OTHER])
  })

  test('a duplicate is dropped, and a UUID is one in any case', () => {
    expect(idsOf(`${ID}\n${OTHER}\n${ID.toUpperCase()}\n${ID}`)).toEqual([ID, OTHER])
  })

  test('IDs that are no UUIDs differ by case', () => {
    const { wanted } = read(sailpoint, { 'export-id': 'a1\nA1' })
    expect(wanted).toHaveLength(2)
  })

  test('a wrong line is named', () => {
    expect(problemsOf(snyk, { 'export-id': `${ID}\nnone` })).toContain('export-id: `none` is not a UUID')
  })

  test('has at most 256 IDs', () => {
    const ids = (count: number) =>
      Array.from({ length: count }, (_, at) => `${String(at).padStart(8, '0')}${ID.slice(8)}`).join('\n')
    expect(idsOf(ids(256))).toHaveLength(256)
    expect(problemsOf(snyk, { 'export-id': ids(257) })).toContain('has 257 IDs, but must have at most 256')
  })
})

describe('start: true', () => {
  const request = 'formats: [csv]\ndataset: issues'

  test('starts an export with the request, whose dates are replaced', () => {
    const { wanted, problems } = read(snyk, {
      start: 'true',
      request: `${request}\nfilters: { updated: { from: '{days-ago:7}' } }`,
    })
    expect(problems).toEqual([])
    const filters = { updated: { from: '2026-11-19T00:00:00Z' } }
    expect(wanted).toEqual([
      { kind: 'start', start: snyk.start, request: { formats: ['csv'], dataset: 'issues', filters } },
    ])
  })

  test('a request may be JSON', () => {
    const { wanted } = read(snyk, {
      start: 'true',
      request: '{\n\t"formats": ["csv"],\n\t"dataset": "usage"\n}',
    })
    expect(wanted).toEqual([
      { kind: 'start', start: snyk.start, request: { formats: ['csv'], dataset: 'usage' } },
    ])
  })

  test('with the ID of the resource, if the export has none of its own', () => {
    expect(read(vmware, { start: 'true', 'export-id': ID })).toMatchObject({
      wanted: [{ kind: 'start', request: undefined }],
      resource: { exportId: ID },
      problems: [],
    })
  })

  test.each([
    [snyk, { start: 'true', request, 'export-id': ID }, 'export-id cannot be given with start: true'],
    [snyk, { start: 'true' }, 'request is required to start an export with snyk'],
    [snyk, { 'export-id': ID, request }, 'request needs start: true'],
    [snyk, {}, 'export-id: empty. It must be a UUID'],
    [vmware, { start: 'true' }, 'export-id: empty. It must be a UUID'],
    [vmware, { start: 'true', 'export-id': `${ID}\n${OTHER}` }, 'export-id must be one ID with start: true'],
    [vmware, { start: 'true', 'export-id': ID, request }, 'request is not used by the provider vmware'],
    [closient, { start: 'true', request: 'archive_format: rar' }, 'request must be `archive_format: zip`'],
    [snyk, { start: 'maybe', 'export-id': ID }, 'start: `maybe` is not true or false'],
    [
      { ...snyk, start: undefined } as never,
      { start: 'true', request },
      'start: true is not possible with snyk',
    ],
  ])('wrong step %# is rejected', (provider: Provider, given, expected) => {
    expect(problemsOf(provider, given)).toContain(expected)
  })

  test('warns about types that SailPoint does not document, without quoting them', () => {
    const { warnings } = read(sailpoint, {
      start: 'true',
      request: 'includeTypes: [SOURCE, WORKFLOWS]\nexcludeTypes: [RULE]',
    })
    expect(warnings).toEqual([
      'request has a type in includeTypes that SailPoint does not document, number 2: the export may fail.',
      'request has includeTypes and excludeTypes: SailPoint ignores the latter.',
    ])
  })
})
